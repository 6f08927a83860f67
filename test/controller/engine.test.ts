import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Event } from "../../src/controller/core/events.ts";
import { viewSweep } from "../../src/controller/core/views/sweepView.ts";
import { viewTrial } from "../../src/controller/core/views/trialView.ts";
import { Engine } from "../../src/controller/engine.ts";
import { type Journal, journalOver } from "../../src/controller/journal/journal.ts";
import { openSqliteJournal } from "../../src/controller/journal/sqlite.ts";
import { document } from "./core/given.ts";
import { ManualClock } from "./manualClock.ts";

const LEASE_MS = 30_000;

let folder: string;
let clock: ManualClock;
let journal: Journal;
let engine: Engine;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "macrosweep-engine-"));
  clock = new ManualClock();
  journal = await openSqliteJournal(join(folder, "journal.db"));
  engine = await Engine.open(journal, clock, LEASE_MS);
});

afterEach(async () => {
  await engine.close();
  await journal.close();
  rmSync(folder, { recursive: true });
});

const create = (budget: object = {}) => engine.execute("small", { kind: "create", spec: document(budget) });
const lease = () => engine.execute("small", { kind: "lease", agent: "a" });
const report = (trial: number, step: number, value: number, attempt = 1) =>
  engine.execute("small", {
    kind: "report",
    trial,
    attempt,
    report: { seq: step, step, counts: null, classes: [], scalars: {}, value, test: false },
  });
const states = () => engine.read("small", (sweep) => sweep.history.trials.map(({ state }) => state));
const picture = () =>
  engine.read("small", (sweep) => [viewSweep(sweep, 0), sweep.trials.map((trial) => viewTrial(sweep, trial))]);

async function stored(name = "small"): Promise<Event[]> {
  const other = await openSqliteJournal(join(folder, "journal.db"));
  const events: Event[] = [];
  for await (const chunk of other.read(name, 0)) events.push(...chunk);
  await other.close();
  return events;
}

const finish = (trial: number, seq: number) =>
  engine.execute("small", {
    kind: "finish",
    trial,
    attempt: 1,
    finish: { seq, outcome: "completed", reason: "" },
  });

/** The journal, whose next append waits until it may go on. */
function stalling(real: Journal): { slow: Journal; goOn: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  const slow = journalOver(real, { append: (appends) => promise.then(() => real.append(appends)) });
  return { slow, goOn: resolve };
}

async function restart(): Promise<void> {
  await engine.close();
  await journal.close();
  journal = await openSqliteJournal(join(folder, "journal.db"));
  engine = await Engine.open(journal, clock, LEASE_MS);
}

describe("the engine", () => {
  it("answers when the events are in the journal, not before", async () => {
    await create();
    await lease();
    await report(0, 1, 0.5);
    expect((await stored()).map(({ kind }) => kind)).toEqual([
      "sweepCreated",
      "trialSuggested",
      "leaseGranted",
      "reportRecorded",
    ]);
  });

  it("shares one commit among all that came together", async () => {
    await create();
    const answers = await Promise.all([lease(), lease(), lease()]);
    expect(answers).toMatchObject([{ trial: 0 }, { trial: 1 }, { trial: 2 }]);
    expect(await stored()).toHaveLength(7);
  });

  it("is the same after a restart", async () => {
    await create();
    await lease();
    await lease();
    await report(0, 1, 0.5);
    const before = await picture();
    await restart();
    expect(await picture()).toEqual(before);
  });

  it("gives a new sweep what earlier ones have found, as a fact that a replay needs nobody else for", async () => {
    const spec = { ...document(), name: "later", warmStart: { from: ["small"], trials: 10 } };
    const createLater = () => engine.execute("later", { kind: "create", spec });
    await expect(createLater()).rejects.toThrow('spec.warmStart.from[0]: "small" is not the name of a sweep here');
    await create();
    await lease();
    await report(0, 1, 0.6);
    await finish(0, 2);
    await createLater();
    const [{ params }] = await engine.read("small", (sweep) => sweep.history.trials);
    const earlier = [{ sweep: "small", trial: 0, value: 0.6, params }];
    expect(await stored("later")).toMatchObject([{ kind: "sweepCreated", earlier }]);

    await lease();
    await report(1, 1, 0.9);
    await finish(1, 2);
    await restart();
    await createLater();
    expect(await stored("later")).toMatchObject([{ kind: "sweepCreated", earlier }]);
    await engine.execute("later", { kind: "lease", agent: "a" });
    expect(await engine.read("later", (sweep) => sweep.trials.map(({ suggested }) => suggested))).toEqual([
      "from trial 0 of sweep small, where it reached 0.6",
    ]);
  });

  it("refuses what the core refuses and goes on", async () => {
    await create();
    await lease();
    await report(0, 1, 0.5);
    await expect(create({ epochsPerTrial: 5 })).rejects.toThrow("spec.budget.epochsPerTrial: 3 -> 5");
    await expect(engine.execute("other", { kind: "pause" })).rejects.toThrow('there is no sweep "other"');
    expect(await lease()).toMatchObject({ kind: "granted" });
  });

  it("goes on with an edited document, also after a restart", async () => {
    await create();
    expect(await create({ trials: 30, parallel: 2 })).toMatchObject({
      told: ["spec.budget.trials: 9 -> 30", "spec.budget.parallel: 9 -> 2"],
    });
    await restart();
    expect(await engine.read("small", ({ spec }) => spec.budget)).toMatchObject({ trials: 30, parallel: 2 });
    expect(await create({ trials: 30, parallel: 2 })).toEqual({ kind: "done" });
  });

  it("removes a sweep that has ended, and its name is free", async () => {
    await create();
    await lease();
    await expect(engine.remove("small")).rejects.toThrow('sweep "small" is running: cancel it first');
    await expect(engine.remove("none")).rejects.toThrow('there is no sweep "none"');
    await engine.execute("small", { kind: "cancel" });
    expect(await engine.remove("small")).toEqual(["a"]);
    expect(engine.names()).toEqual([]);
    await expect(report(0, 1, 0.5)).rejects.toThrow('there is no sweep "small"');
    await restart();
    expect(engine.names()).toEqual([]);
    await create({ trials: 2 });
    expect(await engine.read("small", ({ trials, spec }) => [trials.length, spec.budget.trials])).toEqual([0, 2]);
  });

  it("keeps the order of what is asked around a removal", async () => {
    await create();
    const all = await Promise.allSettled([
      engine.execute("small", { kind: "cancel" }),
      engine.remove("small"),
      create({ trials: 3 }),
      engine.execute("small", { kind: "cancel" }),
      engine.remove("small"),
      lease(),
    ]);
    expect(all.map(({ status }) => status)).toEqual([...Array(5).fill("fulfilled"), "rejected"]);
    expect(await stored()).toEqual([]);
  });

  it("reads a sweep again when its removal has an unknown result", async () => {
    await create();
    await engine.execute("small", { kind: "cancel" });
    const other = await openSqliteJournal(join(folder, "journal.db"));
    const [appended] = await other.append([
      { sweep: "small", expectedSeq: 2, events: [{ kind: "sweepReopened", reason: "elsewhere", atMs: clock.nowMs() }] },
    ]);
    await other.close();
    await expect(engine.remove("small")).rejects.toMatchObject({ code: "unavailable" });
    expect(await engine.read("small", (sweep) => [sweep.seq, sweep.phase])).toEqual([appended?.seq, "running"]);
  });

  it("forgets what another writer has overtaken, tells the asker, and goes on from the journal", async () => {
    await create();
    const other = await openSqliteJournal(join(folder, "journal.db"));
    await other.append([{ sweep: "small", expectedSeq: 1, events: [{ kind: "sweepPaused", atMs: 1 }] }]);
    await other.close();
    await expect(lease()).rejects.toThrow("another controller wrote to this sweep; try again");
    expect(await lease()).toEqual({ kind: "nothing" });
    expect(await states()).toEqual([]);
  });

  it("tells the asker when the journal fails, and does not answer from a state that was never stored", async () => {
    await create();
    await journal.close();
    await expect(lease()).rejects.toMatchObject({ code: "unavailable" });
    await expect(states()).rejects.toMatchObject({ code: "unavailable" });
  });

  it("leaves no timer where its journal cannot be read", async () => {
    const unreadable = journalOver(journal, { summaries: () => Promise.reject(new Error("the disk fails")) });
    const ticking = new Set<object>();
    const every = () => {
      const timer = {};
      ticking.add(timer);
      return () => ticking.delete(timer);
    };
    await expect(Engine.open(unreadable, { nowMs: () => 0, every }, LEASE_MS)).rejects.toThrow("the disk fails");
    expect(ticking.size).toBe(0);
  });

  it("takes nothing more once it is closed", async () => {
    await create();
    await engine.close();
    await expect(lease()).rejects.toThrow("the controller is stopping");
  });
});

it("never lets the time of a sweep run backwards or stand still, also when the clock was set back before a restart", async () => {
  await create();
  const last = clock.nowMs() + 3_600_000;
  await journal.append([{ sweep: "small", expectedSeq: 1, events: [{ kind: "sweepPaused", atMs: last }] }]);
  await restart();
  await engine.execute("small", { kind: "resume" });
  clock.pass(1_000);
  await lease();
  const times = (await stored()).slice(1).map(({ atMs }) => atMs);
  expect(times).toEqual([last, last, last + 1_000, last + 1_000]);
});

describe("a lease", () => {
  beforeEach(async () => {
    await create();
    await lease();
  });

  it("runs out when nothing is heard for its whole term", async () => {
    clock.pass(LEASE_MS - 1);
    expect(await states()).toEqual(["running"]);
    clock.pass(LEASE_MS / 10);
    expect(await states()).toEqual(["waiting"]);
  });

  it("lasts as long as something is heard of it", async () => {
    clock.pass(LEASE_MS - 1);
    await report(0, 1, 0.5);
    clock.pass(LEASE_MS - 1);
    expect(engine.heard({ sweep: "small", trial: 0, attempt: 1 })).toBe(1);
    clock.pass(LEASE_MS - 1);
    expect(await states()).toEqual(["running"]);
  });

  it("gets a full term after a restart of the controller", async () => {
    clock.pass(LEASE_MS - 1);
    await restart();
    clock.pass(LEASE_MS - 1);
    expect(await states()).toEqual(["running"]);
    clock.pass(LEASE_MS / 10);
    expect(await states()).toEqual(["waiting"]);
  });

  it("is not the worse for a controller that stood still and heard nobody", async () => {
    clock.pass(LEASE_MS / 2);
    clock.stand(10 * LEASE_MS);
    expect(await states()).toEqual(["running"]);
    clock.pass(LEASE_MS);
    expect(await states()).toEqual(["waiting"]);
  });

  it("is renewed and answered at once, with what is durable, though the journal is at work", async () => {
    const { slow, goOn } = stalling(journal);
    await engine.close();
    engine = await Engine.open(slow, clock, LEASE_MS);
    const held = { sweep: "small", trial: 0, attempt: 1 };
    const written = report(0, 1, 0.5);
    for (let term = 0; term < 3; term++) {
      clock.pass(LEASE_MS - 1);
      expect(engine.heard(held)).toBe(0);
    }
    goOn();
    await written;
    expect(engine.heard(held)).toBe(1);
    expect(await states()).toEqual(["running"]);
  });

  it("is answered as held until its end is durable", async () => {
    const { slow, goOn } = stalling(journal);
    await engine.close();
    engine = await Engine.open(slow, clock, LEASE_MS);
    const ended = finish(0, 1);
    await Promise.resolve();
    expect(engine.heard({ sweep: "small", trial: 0, attempt: 1 })).toBe(0);
    goOn();
    await ended;
    expect(engine.heard({ sweep: "small", trial: 0, attempt: 1 })).toBeNull();
  });

  it("is held as the journal has it, when a commit has failed", async () => {
    await report(0, 1, 0.5);
    await journal.close();
    await expect(report(0, 2, 0.6)).rejects.toMatchObject({ code: "unavailable" });
    expect(engine.heard({ sweep: "small", trial: 0, attempt: 1 })).toBe(1);
  });

  it("that has ended is not heard any more", async () => {
    clock.pass(2 * LEASE_MS);
    expect(await states()).toEqual(["waiting"]);
    expect(engine.heard({ sweep: "small", trial: 0, attempt: 1 })).toBeNull();
    expect(engine.heard({ sweep: "nowhere", trial: 0, attempt: 1 })).toBeNull();
  });
});

it("ends a sweep when its wall time is used up, though nobody asks", async () => {
  await create({ wallTime: "20s" });
  await lease();
  clock.pass(19_000);
  expect(await states()).toEqual(["running"]);
  clock.pass(5_000);
  expect(await states()).toEqual(["cancelled"]);
});
