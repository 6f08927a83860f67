import { status } from "@grpc/grpc-js";
import { describe, expect, it, vi } from "vitest";
import { Outcome, StopWhy } from "../../../src/gen/macrosweep/v1/agent.ts";
import type { RawAgent } from "./rawAgent.ts";
import { stage, sweepDocument } from "./stage.ts";

const { agent, agentOf, create, trials } = stage();

/** An agent's process that has a trial and has been heard of it. */
async function working() {
  await create(sweepDocument({ parallel: 1 }));
  const worker = agentOf("box", "p1", 2);
  worker.credit(1);
  const { lease } = await worker.assigned();
  worker.report(lease, 1, 0.5);
  await worker.next("ack");
  return { worker, lease: lease! };
}

async function expectToLive(worker: RawAgent, lease: { trial: number }): Promise<void> {
  worker.report({ sweep: "small", attempt: 1, ...lease }, 2, 0.6);
  expect((await worker.next("ack")).ack).toMatchObject({ seq: 2 });
  expect(await trials("small")).toMatchObject([{ attempt: 1, steps: 2 }]);
}

describe("a later stream of an agent's process", () => {
  it("replaces an earlier one, which is told and ended", async () => {
    const { worker, lease } = await working();
    const next = agentOf("box", "p1", 3, [lease]);
    expect((await next.next("ack")).ack).toEqual({ lease, seq: 1 });
    expect(await worker.ended).toMatchObject({
      code: status.ALREADY_EXISTS,
      details: "this session is replaced by session 3 of agent box",
    });
    await expectToLive(next, lease);
  });

  it.each([
    ["earlier", 1],
    ["of the same number", 2],
  ])("stands when a Hello arrives late that is %s", async (_which, number) => {
    const { worker, lease } = await working();
    const late = agentOf("box", "p1", number);
    expect(await late.ended).toMatchObject({
      code: status.ALREADY_EXISTS,
      details: `session ${number} of agent box came after its session 2`,
    });
    await expectToLive(worker, lease);
  });

  it("is remembered when it has ended: what comes late takes nothing back", async () => {
    const { worker, lease } = await working();
    worker.close();
    await vi.waitFor(async () => {
      const late = agentOf("box", "p1", 1);
      expect(await late.ended).toMatchObject({ details: "session 1 of agent box came after its session 2" });
    });
    const next = agentOf("box", "p1", 3, [lease]);
    expect((await next.next("ack")).ack).toEqual({ lease, seq: 1 });
    await expectToLive(next, lease);
  });
});

describe("another process of the same name", () => {
  it.each([
    ["with a name of its own", "p2"],
    ["of an earlier version", ""],
  ])("%s is refused while the first is heard", async (_which, process) => {
    const { worker, lease } = await working();
    expect(await agentOf("box", process, 9).ended).toMatchObject({
      code: status.ALREADY_EXISTS,
      details: "agent box is connected from another process, which is heard",
    });
    await expectToLive(worker, lease);
  });

  it("takes nothing of the first one's when that has gone", async () => {
    const { worker, lease } = await working();
    worker.close();
    const other = await vi.waitFor(async () => {
      const hopeful = agentOf("box", "p2", 1);
      await Promise.race([hopeful.next("welcome"), hopeful.ended.then(() => Promise.reject(new Error("refused")))]);
      return hopeful;
    });
    other.say({ $case: "heartbeat", heartbeat: { leases: [lease] } });
    expect((await other.next("stop")).stop).toMatchObject({ lease, why: StopWhy.LOST });
    expect(await trials("small")).toMatchObject([{ attempt: 1, state: "running" }]);
  });
});

describe("a stranger", () => {
  it("who reports under another agent's lease is told that it has lost, and changes nothing", async () => {
    const { worker, lease } = await working();
    const stranger = agent("other");
    stranger.report(lease, 2, 0.99);
    expect((await stranger.next("stop")).stop).toMatchObject({ lease, why: StopWhy.LOST });
    await expectToLive(worker, lease);
  });

  it("who finishes another agent's trial is told that it has lost, and changes nothing", async () => {
    const { worker, lease } = await working();
    const stranger = agent("other");
    stranger.say({ $case: "finish", finish: { lease, seq: 2, outcome: Outcome.COMPLETED, reason: "" } });
    expect((await stranger.next("stop")).stop).toMatchObject({ lease, why: StopWhy.LOST });
    await expectToLive(worker, lease);
  });

  it("whose message would come too early puts nothing back", async () => {
    const { worker, lease } = await working();
    const stranger = agent("other");
    stranger.report(lease, 25, 0.99);
    expect((await stranger.next("stop")).stop).toMatchObject({ lease, why: StopWhy.LOST });
    await expectToLive(worker, lease);
  });

  it("whose heartbeat names another agent's lease hears that it has lost it", async () => {
    const { worker, lease } = await working();
    const stranger = agent("other");
    stranger.say({ $case: "heartbeat", heartbeat: { leases: [lease] } });
    expect((await stranger.next("stop")).stop).toMatchObject({ lease, why: StopWhy.LOST });
    await expectToLive(worker, lease);
  });
});

describe("a heartbeat", () => {
  it("with a number is answered, whatever leases it names", async () => {
    const idle = agent("a");
    idle.say({ $case: "heartbeat", heartbeat: { leases: [], number: 7 } });
    expect((await idle.next("heard")).heard).toEqual({ number: 7 });
  });
});

describe("a process that has gone", () => {
  it("loses its trial at once to whoever knows what it was called, an agent of any name", async () => {
    const { worker, lease } = await working();
    worker.close();
    const next = agentOf("next", "p2", 1);
    next.say({ $case: "gone", gone: { processes: ["p0", "p1"] } });
    next.credit(1);
    expect((await next.assigned()).lease).toEqual({ ...lease, attempt: 2 });
  });

  it.each(["p", ""])("loses nothing to a stranger who says %j", async (word) => {
    const { worker, lease } = await working();
    const stranger = agent("other");
    stranger.say({ $case: "gone", gone: { processes: [word, "box"] } });
    stranger.say({ $case: "heartbeat", heartbeat: { leases: [lease], number: 1 } });
    await stranger.next("heard");
    await expectToLive(worker, lease);
  });

  it("is no use in a message of hundreds, which ends the stream", async () => {
    const many = agentOf("box", "p1", 1);
    many.say({ $case: "gone", gone: { processes: Array.from({ length: 257 }, (_, i) => `p${i}`) } });
    expect(await many.ended).toMatchObject({ code: status.INVALID_ARGUMENT });
  });
});
