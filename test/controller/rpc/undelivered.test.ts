import { expect, it, vi } from "vitest";
import { Outcome } from "../../../src/gen/macrosweep/v1/agent.ts";
import { stage, sweepDocument } from "./stage.ts";

const { agent, agentOf, create, explain, get, trials } = stage();

it("does not count as an attempt of its trial when it never arrives, however often", async () => {
  await create(sweepDocument({ trials: 1, totalEpochs: 6 }));
  for (let stream = 1; stream <= 7; stream++) {
    // A process each, so that nothing has to be waited for.
    const flapping = agentOf("flapping", `p${stream}`, 1);
    flapping.credit(1);
    await flapping.assigned();
    flapping.close();
    const again = await vi.waitFor(async () => {
      const back = agentOf("flapping", `p${stream}`, 2);
      await Promise.race([back.next("welcome"), back.ended.then(() => Promise.reject(new Error("not yet")))]);
      return back;
    });
    await vi.waitFor(async () => expect(await trials("small")).toMatchObject([{ state: "waiting" }]));
    again.close();
  }
  const healthy = agent("healthy");
  healthy.credit(1);
  const { lease } = await healthy.assigned();
  for (const step of [1, 2, 3]) healthy.report(lease, step, 0.5);
  healthy.say({ $case: "finish", finish: { lease, seq: 4, outcome: Outcome.COMPLETED, reason: "" } });
  await vi.waitFor(async () => expect(await get("small")).toMatchObject({ state: "completed" }));
  expect(await explain("small", 0)).toMatchObject({ trial: { state: "completed", attempt: 8 } });
}, 60_000);

it("lets an agent to which it did not arrive wait before the next one", async () => {
  await create(sweepDocument({ trials: 1 }));
  const first = agentOf("a", "p", 1);
  first.credit(1);
  await first.assigned();
  first.close();
  const startMs = performance.now();
  const second = agentOf("a", "p", 2);
  second.credit(1);
  await second.assigned();
  expect(performance.now() - startMs).toBeGreaterThanOrEqual(990);
});

it("takes a trial back from an agent that could not start a trainer, without counting it as an attempt that came no further", async () => {
  await create(sweepDocument({ trials: 1 }));
  const sick = agent("sick");
  for (let attempt = 1; attempt <= 6; attempt++) {
    sick.credit(1);
    const { lease } = await sick.assigned();
    expect(lease).toMatchObject({ trial: 0, attempt });
    sick.say({
      $case: "finish",
      finish: { lease, seq: 1, outcome: Outcome.PREEMPTED, reason: "the disk is full", unstarted: true },
    });
    await sick.next("ack");
  }
  expect(await trials("small")).toMatchObject([{ state: "waiting", reason: "the disk is full" }]);
});

it("gives no trial to an agent that has taken its credit back, says why the sweep waits, and goes on with its next credit", async () => {
  const sick = agent("sick");
  sick.credit(2);
  sick.say({ $case: "withdraw", withdraw: { reason: "no space left on /work" } });
  await vi.waitFor(async () => {
    sick.say({ $case: "heartbeat", heartbeat: { leases: [], number: 1 } });
    await sick.next("heard");
  });
  await create(sweepDocument());
  expect(await get("small")).toMatchObject({
    reason: "waits for an agent that can run trainers; sick: no space left on /work",
    trials: { running: 0 },
  });
  sick.credit(1);
  await sick.assigned();
  expect(await get("small")).toMatchObject({ reason: null, trials: { running: 1 } });
});
