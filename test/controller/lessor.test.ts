import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Event, TrialSuggested } from "../../src/controller/core/events.ts";
import { evolve } from "../../src/controller/core/evolve.ts";
import type { Sweep } from "../../src/controller/core/state.ts";
import { Engine } from "../../src/controller/engine.ts";
import type { Journal } from "../../src/controller/journal/journal.ts";
import { openMemoryJournal } from "../../src/controller/journal/memory.ts";
import { Lessor } from "../../src/controller/lessor.ts";
import { openSolver, type Solver } from "../../src/controller/solver/solver.ts";
import { stream } from "../../src/search/chance/stream.ts";
import { suggestNow } from "../../src/search/samplers/index.ts";
import { document } from "./core/given.ts";
import { ManualClock } from "./manualClock.ts";

let journal: Journal;
let engine: Engine;
let solver: Solver;
let lessor: Lessor;

beforeEach(async () => {
  journal = openMemoryJournal();
  engine = await Engine.open(journal, new ManualClock(), 30_000);
  solver = openSolver();
  lessor = new Lessor(engine, solver);
  const sampler = { name: "gp", seed: 4, startupTrials: 3, randomShare: 0.2 };
  const spec = document({ trials: 40, parallel: 40, epochsPerTrial: 1 }, { sampler, pruner: { name: "none" } });
  await engine.execute("small", { kind: "create", spec });
});

afterEach(async () => {
  await solver.close();
  await engine.close();
  await journal.close();
});

const staying = new AbortController().signal;
const lease = () => lessor.lease("small", { agent: "a" }, staying);
const report = (trial: number) =>
  engine.execute("small", {
    kind: "report",
    trial,
    attempt: 1,
    report: { seq: 1, step: 1, counts: null, classes: [], scalars: {}, value: ((trial * 7) % 5) / 5, test: false },
  });

async function events(): Promise<Event[]> {
  const all: Event[] = [];
  for await (const chunk of journal.read("small", 0)) all.push(...chunk);
  return all;
}

async function suggestions(): Promise<TrialSuggested[]> {
  return (await events()).filter((event) => event.kind === "trialSuggested");
}

// A model learns from five values.
const BEGINNING = 5;

/** Leases of the first trials, which are drawn at random, each with its value. */
async function begin(): Promise<void> {
  for (let trial = 0; trial < BEGINNING; trial++) {
    await lease();
    await report(trial);
  }
}

describe("leases of a sweep whose sampler takes long", () => {
  it("are one each, in order, however many ask at once", async () => {
    await begin();
    const answers = await Promise.all(Array.from({ length: 7 }, lease));
    const trials = answers.map((answer) => (answer.kind === "granted" ? answer.trial : answer.kind));
    expect(trials.map(Number).toSorted((a, b) => a - b)).toEqual([5, 6, 7, 8, 9, 10, 11]);
    expect(new Set((await suggestions()).map(({ params }) => params.x)).size).toBe(12);
  });

  it("are worked out while the engine goes on", async () => {
    await begin();
    await Promise.all([lease(), lease()]);
    const waiting = lease();
    // Its answer is the problem; what comes now is decided before the problem is solved.
    await engine.read("small", () => null);
    await report(5);
    await waiting;
    const guided = (await suggestions()).filter(({ asOf }) => asOf !== undefined);
    const kinds = (await events()).slice(guided.at(-1)!.asOf, -1).map(({ kind }) => kind);
    expect(kinds).toContain("reportRecorded");
  });

  it("can be worked out again from the journal, bit for bit", async () => {
    await begin();
    for (let round = 0; round < 4; round++) {
      const answers = Promise.all(Array.from({ length: 4 }, lease));
      const [open] = await engine.read("small", ({ leases }) => [...leases.keys()]);
      if (open !== undefined) await report(open);
      await answers;
    }
    const journaled = await events();
    const again = journaled.flatMap((event, seq) => {
      if (event.kind !== "trialSuggested") return [];
      const past = journaled.slice(0, event.asOf ?? seq).reduce<Sweep | null>(evolve, null)!;
      return [suggestNow(past.sampler, past.history, stream(past.chance, event.trial))];
    });
    const asked = await suggestions();
    expect(asked.filter(({ guided }) => guided).length).toBeGreaterThan(8);
    expect(again).toMatchObject(asked.map(({ params, why }) => ({ params, why })));
  });

  it("are not given to an agent that has gone while it waited", async () => {
    await begin();
    const gone = new AbortController();
    const answers = Promise.all([lease(), lessor.lease("small", { agent: "b" }, gone.signal), lease()]);
    await engine.read("small", () => null);
    gone.abort();
    expect((await answers).map(({ kind }) => kind)).toEqual(["granted", "nothing", "granted"]);
  });

  it("are refused when the solver is closed, and the trial is left for later", async () => {
    await begin();
    await solver.close();
    await expect(Promise.all(Array.from({ length: 5 }, lease))).rejects.toThrow("the controller is stopping");
    expect(await engine.read("small", ({ trials }) => trials.length)).toBeLessThan(10);
  });
});
