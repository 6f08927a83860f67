import { describe, expect, it, vi } from "vitest";
import { stage, sweepDocument } from "./stage.ts";

const { agent, agentOf, agents, agentWith, create, silentAgent } = stage();

describe("the agents of a controller", () => {
  it("are shown with what they say of themselves, and how many of their slots wait", async () => {
    const box = silentAgent();
    const gpus = [
      { name: "NVIDIA H100 80GB HBM3", memoryMib: 81_559, index: 3, mig: false },
      { name: "NVIDIA A100 MIG 3g.20gb", memoryMib: 20_480, index: 4, mig: true },
    ];
    box.helloAs({ agent: "box-1", host: "box", slots: 2, version: "1.2.3", machine: { gpus, labels: { zone: "eu" } } });
    box.credit(2);
    await box.next("welcome");
    await vi.waitFor(() => expect(agents()[0]?.free).toBe(2));
    const [seen] = agents();
    expect(seen).toMatchObject({
      name: "box-1",
      host: "box",
      version: "1.2.3",
      state: "connected",
      lostSinceMs: null,
      slots: 2,
      busy: 0,
      labels: { zone: "eu" },
      trouble: null,
      leases: [],
    });
    expect(seen?.gpus).toEqual(gpus);
    expect(seen?.heardMs).toBeGreaterThanOrEqual(seen?.sinceMs ?? Number.NaN);
  });

  it("of an earlier version are shown without what they do not say", async () => {
    const old = agentWith("old", ["NVIDIA T4"]);
    await old.next("welcome");
    const gpu = { index: null, name: "NVIDIA T4", memoryMib: 81_559, mig: false };
    expect(agents()).toMatchObject([{ name: "old", version: null, gpus: [gpu] }]);
  });

  it("say which trials they hold, since when, and when they were last heard of them", async () => {
    await create(sweepDocument({ parallel: 1 }));
    const worker = agent("box");
    worker.credit(2);
    const { lease } = await worker.assigned();
    worker.report(lease, 1, 0.5);
    await worker.next("ack");
    const [seen] = agents();
    expect(seen).toMatchObject({ busy: 1, free: 1, leases: [{ sweep: "small", trial: 0, attempt: 1, ending: false }] });
    const [held] = seen?.leases ?? [];
    expect(held?.heardMs).toBeGreaterThanOrEqual(held?.sinceMs ?? Number.NaN);
  });

  it("say what is the matter with their machine, and have no free slot meanwhile", async () => {
    const sick = agent("sick");
    sick.credit(1);
    sick.say({ $case: "withdraw", withdraw: { reason: "the disk is full" } });
    await vi.waitFor(() => expect(agents()).toMatchObject([{ trouble: "the disk is full", free: 0 }]));
  });

  it("are lost when their stream ends, with what they held, and here again when they come back", async () => {
    await create(sweepDocument({ parallel: 1 }));
    const worker = agentOf("box", "p1", 1);
    worker.credit(1);
    const { lease } = await worker.assigned();
    const before = agents()[0];
    worker.close();
    await vi.waitFor(() => expect(agents()).toMatchObject([{ state: "lost", free: 0, leases: [{ trial: 0 }] }]));
    const lost = agents()[0];
    expect(lost?.lostSinceMs).toBeGreaterThanOrEqual(before?.sinceMs ?? Number.NaN);
    const back = agentOf("box", "p1", 2, [lease!]);
    await back.next("welcome");
    expect(agents()).toMatchObject([{ state: "connected", lostSinceMs: null, sinceMs: before?.sinceMs }]);
  });

  it("stand after those that are here once they are lost, the last one first", async () => {
    const first = agent("b-first");
    const second = agent("c-second");
    await Promise.all([agent("a").next("welcome"), first.next("welcome"), second.next("welcome")]);
    first.close();
    await vi.waitFor(() => expect(agents().at(-1)).toMatchObject({ name: "b-first", state: "lost" }));
    second.close();
    await vi.waitFor(() => expect(agents().map(({ name }) => name)).toEqual(["a", "c-second", "b-first"]));
  });
});
