import { status } from "@grpc/grpc-js";
import { describe, expect, it, vi } from "vitest";
import { Outcome, StopWhy } from "../../../src/gen/macrosweep/v1/agent.ts";
import type { Counts } from "../../../src/gen/macrosweep/v1/trial.ts";
import { stage, sweepDocument } from "./stage.ts";

const { agent, silentAgent, create, get, trials, cancel } = stage();

describe("a session", () => {
  it("is welcomed with the terms of a lease, three heartbeats to each", async () => {
    const { welcome } = await agent("a").next("welcome");
    expect(welcome).toEqual({ protocol: 1, leaseMs: 30_000, heartbeatMs: 10_000, hears: true });
  });

  it("of another protocol version is refused, with both versions named", async () => {
    const other = silentAgent();
    other.hello("a", [], 2);
    expect(await other.ended).toMatchObject({
      code: status.FAILED_PRECONDITION,
      details: "agent a speaks protocol 2, this controller 1; run the same version of macrosweep on both sides",
    });
  });

  it("that does not begin with Hello is refused", async () => {
    const rude = silentAgent();
    rude.credit(1);
    expect(await rude.ended).toMatchObject({
      code: status.FAILED_PRECONDITION,
      details: "a session begins with Hello, not with credit",
    });
  });

  it("that sends a message over 64 KiB is ended", async () => {
    await create(sweepDocument());
    const loud = agent("a");
    loud.credit(1);
    const { lease } = await loud.assigned();
    loud.report(lease, 1, 0.5, { classes: ["x".repeat(70_000)] });
    expect(await loud.ended).toMatchObject({
      code: status.INVALID_ARGUMENT,
      details: expect.stringMatching(/^a message of 70\d+ bytes; at most 65536 are taken$/),
    });
    expect((await trials("small"))[0]).toMatchObject({ steps: 0 });
  });
});

describe("a free slot", () => {
  it("gets a trial with its command line filled in", async () => {
    await create(sweepDocument());
    const worker = agent("a");
    worker.credit(1);
    const { lease, params, epochs, reported, trainer } = await worker.assigned();
    expect(lease).toEqual({ sweep: "small", trial: 0, attempt: 1 });
    expect({ epochs, reported }).toEqual({ epochs: 3, reported: 0 });
    const x = params[0]?.value?.$case === "number" ? params[0].value.number : Number.NaN;
    expect(trainer?.kind).toEqual({ $case: "command", command: { argv: ["train", `--x=${x}`, "3"] } });
  });

  it("gets with the trial what the document says of the trainer's surroundings, and nothing else", async () => {
    const trainer = {
      command: ["train"],
      env: { A: 1 },
      passEnv: ["HF_TOKEN"],
      limits: { disk: "2GiB", processes: 9 },
    };
    await create(sweepDocument({}, { trainer }));
    const worker = agent("a");
    worker.credit(1);
    expect((await worker.assigned()).trainer?.containment).toEqual({
      env: { A: "1" },
      passEnv: ["HF_TOKEN"],
      diskBytes: 2_147_483_648,
      processes: 9,
    });
  });

  it("waits for a sweep that comes later", async () => {
    const worker = agent("a");
    worker.credit(1);
    await worker.next("welcome");
    await create(sweepDocument());
    expect((await worker.assigned()).lease).toMatchObject({ trial: 0 });
  });

  it("is not filled beyond what the sweep may run at a time", async () => {
    await create(sweepDocument({ parallel: 1 }));
    const worker = agent("a");
    worker.credit(2);
    const { lease } = await worker.assigned();
    worker.say({ $case: "finish", finish: { lease, seq: 1, outcome: Outcome.FAILED, reason: "broke" } });
    expect((await worker.assigned()).lease).toMatchObject({ trial: 1 });
    expect(await trials("small")).toHaveLength(2);
  });

  it("goes to the sweep that runs the fewest trials", async () => {
    await create(sweepDocument());
    await create({ ...(sweepDocument() as object), metadata: { name: "other" } });
    const worker = agent("a");
    worker.credit(4);
    const sweeps = [await worker.assigned(), await worker.assigned(), await worker.assigned(), await worker.assigned()];
    expect(sweeps.map(({ lease }) => lease?.sweep).sort()).toEqual(["other", "other", "small", "small"]);
  });
});

describe("what an agent says under a lease", () => {
  async function working(budget: object = {}, spec: object = {}) {
    await create(sweepDocument(budget, spec));
    const worker = agent("a");
    worker.credit(1);
    const { lease } = await worker.assigned();
    return { worker, lease };
  }

  it("is acknowledged once it is recorded, and counts once though it is said twice", async () => {
    const { worker, lease } = await working();
    worker.report(lease, 1, 0.5);
    expect((await worker.next("ack")).ack).toEqual({ lease, seq: 1 });
    worker.report(lease, 1, 0.9);
    expect((await worker.next("ack")).ack).toEqual({ lease, seq: 1 });
    expect((await trials("small"))[0]).toMatchObject({ curve: [[1, 0.5]] });
  });

  it("from a later message on, after the journal was set back, puts the trial back, and the session lives on", async () => {
    const { worker, lease } = await working();
    worker.report(lease, 25, 0.5);
    expect((await worker.next("stop")).stop).toMatchObject({ lease, why: StopWhy.LOST });
    worker.credit(1);
    expect((await worker.assigned()).lease).toMatchObject({ trial: 0, attempt: 2 });
  });

  it("stops a trainer whose trial is pruned", async () => {
    const { worker, lease } = await working({}, { pruner: { name: "asha", minResource: 1, reductionFactor: 3 } });
    worker.report(lease, 1, 0.9);
    await worker.next("ack");
    worker.credit(1);
    const second = await worker.assigned();
    worker.report(second.lease, 1, 0.1);
    const { stop } = await worker.next("stop");
    expect(stop).toMatchObject({ lease: second.lease, why: StopWhy.PRUNED, reason: expect.stringContaining("rung 1") });
  });

  it("stops a trainer whose report cannot be, with the reason", async () => {
    const { worker, lease } = await working();
    worker.report(lease, 1, Number.NaN);
    const { stop } = await worker.next("stop");
    expect(stop).toMatchObject({
      lease,
      why: StopWhy.FAILED,
      reason: expect.stringContaining("NaN must be a finite number"),
    });
  });

  it("fails a trial that ended in a way which only a later version knows", async () => {
    const { worker, lease } = await working({ trials: 1 });
    worker.say({ $case: "finish", finish: { lease, seq: 1, outcome: "UNRECOGNIZED", reason: "moved" } });
    expect((await worker.next("ack")).ack).toEqual({ lease, seq: 1 });
    expect(await trials("small")).toMatchObject([{ state: "failed", reason: "moved" }]);
  });

  it("stops every trainer of a cancelled sweep", async () => {
    const { worker, lease } = await working();
    await cancel("small");
    expect((await worker.next("stop")).stop).toMatchObject({ lease, why: StopWhy.CANCELLED });
  });

  it("keeps class names and counts for the winner", async () => {
    const { worker, lease } = await working({ trials: 1 });
    const counts: Counts = { kind: { $case: "confusion", confusion: { classes: 2, cells: [50, 2, 4, 9] } } };
    worker.report(lease, 1, 0, { value: undefined, counts, classes: ["N", "V"] });
    worker.report(lease, 0, 0, { seq: 2, value: undefined, counts, test: true });
    worker.say({ $case: "finish", finish: { lease, seq: 3, outcome: Outcome.COMPLETED, reason: "" } });
    await worker.next("ack");
    await worker.next("ack");
    await worker.next("ack");
    const sweep = await get("small");
    expect(sweep?.state).toBe("completed");
    const macroF1 = expect.closeTo((100 / 106 + 18 / 24) / 2, 12);
    expect(sweep?.best).toMatchObject({ trial: 0, step: 1, value: macroF1, testValue: macroF1 });
    expect(sweep?.best?.perClass).toMatchObject([
      { class: "N", support: 52 },
      { class: "V", support: 13, recall: 9 / 13 },
    ]);
  });
});

describe("a heartbeat", () => {
  it("is answered with its number for each lease, and the next assignment names it", async () => {
    await create(sweepDocument());
    const worker = agent("a");
    worker.say({ $case: "heartbeat", heartbeat: { leases: [], number: 7 } });
    worker.credit(1);
    const { lease, heartbeat } = await worker.assigned();
    expect(heartbeat).toBe(7);
    worker.say({ $case: "heartbeat", heartbeat: { leases: [lease!], number: 8 } });
    expect((await worker.next("ack")).ack).toEqual({ lease, seq: 0, heartbeat: 8 });
    worker.report(lease, 1, 0.5);
    expect((await worker.next("ack")).ack).toEqual({ lease, seq: 1 });
  });
});

describe("an agent that comes back", () => {
  it("hears how far the controller has heard it", async () => {
    await create(sweepDocument());
    const before = agent("a");
    before.credit(1);
    const { lease } = await before.assigned();
    before.report(lease, 1, 0.5);
    await before.next("ack");
    before.close();
    const after = agent("a", [lease!]);
    expect((await after.next("ack")).ack).toEqual({ lease, seq: 1 });
  });

  it("without a trial that was given to it gets it again as the next attempt", async () => {
    await create(sweepDocument());
    const before = agent("a");
    before.credit(1);
    await before.assigned();
    before.close();
    const after = agent("a");
    after.credit(1);
    expect((await after.assigned()).lease).toEqual({ sweep: "small", trial: 0, attempt: 2 });
  });

  it("keeps what it holds, and what it gets on its first credit, apart from what was lost", async () => {
    await create(sweepDocument());
    const before = agent("a");
    before.credit(1);
    const { lease } = await before.assigned();
    before.close();
    const after = agent("a", [lease!]);
    after.credit(1);
    const second = await after.assigned();
    after.report(second.lease, 1, 0.5);
    after.report(lease, 1, 0.5);
    await vi.waitFor(async () => expect(await trials("small")).toMatchObject([{ steps: 1 }, { steps: 1 }]));
    expect(await trials("small")).toMatchObject([{ attempt: 1 }, { attempt: 1 }]);
  });

  it("with a lease that has ended is told to stop it", async () => {
    await create(sweepDocument());
    const lost = { sweep: "small", trial: 0, attempt: 1 };
    expect((await agent("a", [lost]).next("stop")).stop).toMatchObject({ lease: lost, why: StopWhy.LOST });
  });

  it("late, and reports under the older attempt, changes nothing", async () => {
    await create(sweepDocument());
    const first = agent("a");
    first.credit(1);
    const { lease } = await first.assigned();
    first.close();
    const second = agent("a");
    second.credit(1);
    await second.assigned();
    second.report(lease, 1, 0.9);
    expect((await second.next("stop")).stop).toMatchObject({ lease, why: StopWhy.LOST });
    expect((await trials("small"))[0]).toMatchObject({ attempt: 2, steps: 0 });
  });
});
