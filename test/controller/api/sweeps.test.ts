import { describe, expect, it } from "vitest";
import { Outcome } from "../../../src/gen/macrosweep/v1/agent.ts";
import { stage, sweepDocument } from "../rpc/stage.ts";

const { agent, create, get, pause, resume, cancel, explain, retry, trials, watch, watching } = stage();

describe("creating a sweep", () => {
  it("says whether it was there already", async () => {
    expect(await create(sweepDocument())).toMatchObject({
      existing: false,
      sweep: { sweep: "small", state: "running" },
    });
    expect(await create(sweepDocument())).toMatchObject({ existing: true });
  });

  it("goes on with an edited document under the same name, and says what has changed", async () => {
    await create(sweepDocument());
    const changes = [expect.stringMatching(/^spec\.budget\.trials: \d+ -> 9$/)];
    expect(await create(sweepDocument({ trials: 9 }))).toMatchObject({ existing: true, changes });
  });

  it("refuses a wrong document with every mistake", async () => {
    await expect(create(sweepDocument({ trials: 0, parallel: 0 }))).rejects.toMatchObject({
      code: "invalid",
      message:
        "spec.budget.trials: 0 must be a whole number from 1 to 100000\nspec.budget.parallel: 0 must be a whole number from 1 to 10000",
    });
  });
});

describe("asking for what is not there", () => {
  it.each([
    ["get", () => get("none")],
    ["pause", () => pause("none")],
    ["trials", () => trials("none")],
    ["watch", () => watch("none")],
    ["explain", () => explain("none", 0)],
  ])("%s says so", async (_name, ask) => {
    await expect(ask()).rejects.toMatchObject({ code: "notFound" });
  });

  it("a trial says how many there are", async () => {
    await create(sweepDocument());
    await expect(explain("small", 3)).rejects.toMatchObject({
      message: 'sweep "small" has no trial 3; it has 0 so far',
    });
  });
});

it("a paused sweep gives out nothing until it is resumed", async () => {
  await create(sweepDocument());
  await pause("small");
  const worker = agent("a");
  worker.credit(1);
  await worker.next("welcome");
  expect(await get("small")).toMatchObject({ state: "paused", trials: { running: 0 } });
  await resume("small");
  expect((await worker.assigned()).lease).toMatchObject({ trial: 0 });
});

it("a cancelled sweep cannot be resumed", async () => {
  await create(sweepDocument());
  await cancel("small");
  await expect(resume("small")).rejects.toMatchObject({
    code: "conflict",
    message: 'sweep "small" has ended (cancelled) and cannot be resumed',
  });
});

it("a watcher sees the sweep to its end and hears of its trials", async () => {
  await create(sweepDocument({ trials: 1 }));
  const watching = watch("small");
  const worker = agent("a");
  worker.credit(1);
  const { lease } = await worker.assigned();
  worker.report(lease, 1, 0.5);
  worker.say({ $case: "finish", finish: { lease, seq: 2, outcome: Outcome.COMPLETED, reason: "" } });
  const pictures = await watching;
  expect(pictures.at(-1)?.sweep).toMatchObject({
    state: "completed",
    best: { value: 0.5 },
    trials: { completed: 1 },
  });
  expect(pictures.flatMap(({ happenings }) => happenings)).toContainEqual({
    trial: 0,
    text: "completed at epoch 1 with 0.5000",
  });
});

it("a watcher who comes right after an ended sweep was told to go on sees it go on", async () => {
  await create(sweepDocument({ trials: 1, maxFailed: 1 }));
  const worker = agent("a");
  worker.credit(1);
  const { lease } = await worker.assigned();
  worker.say({ $case: "finish", finish: { lease, seq: 1, outcome: Outcome.FAILED, reason: "no such table" } });
  expect((await watch("small")).at(-1)?.sweep.state).toBe("failed");
  await retry("small");
  const stop = new AbortController();
  const states: string[] = [];
  for await (const { sweep } of watching("small", stop.signal)) {
    states.push(sweep.state);
    stop.abort();
  }
  expect(states).toEqual(["running"]);
});

it("a trial explains where it came from and how it went", async () => {
  await create(sweepDocument());
  const worker = agent("a");
  worker.credit(1);
  const { lease } = await worker.assigned();
  worker.report(lease, 1, 0.5);
  await worker.next("ack");
  expect(await explain("small", 0)).toMatchObject({
    trial: { state: "running", steps: 1, curve: [[1, 0.5]] },
    suggested: expect.stringContaining("random"),
    attempts: ["attempt 1 on agent a: epochs 1 to 1, running"],
  });
});
