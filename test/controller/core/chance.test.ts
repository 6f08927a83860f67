import { expect, it } from "vitest";
import { readDocument, type SweepSpec } from "../../../src/controller/core/document/spec.ts";
import type { Event, TrialSuggested } from "../../../src/controller/core/events.ts";
import { evolve } from "../../../src/controller/core/evolve.ts";
import { execute } from "../../../src/controller/core/execute.ts";
import type { Sweep } from "../../../src/controller/core/state.ts";
import { stream, trialSeed } from "../../../src/search/chance/stream.ts";
import { uniforms } from "../../../src/search/confirm/draws.ts";

const SAMPLERS = ["auto", "random", "tpe", "sobol"];

it.each(SAMPLERS)("the same document under the same name is the same sweep again: %s", (name) => {
  expect(begin(document("monday", { name }))).toEqual(begin(document("monday", { name })));
});

it.each(SAMPLERS)("another name, or another seed, gives other params and other training seeds: %s", (name) => {
  const monday = begin(document("monday", { name }));
  for (const other of [document("tuesday", { name }), document("monday", { name, seed: 1 })]) {
    expect(shared(monday, begin(other))).toEqual({ params: 0, seeds: 0 });
  }
});

it("a warm start with the seed that both left out repeats none of the earlier sweep's draws", () => {
  const monday = begin(document("monday", { name: "random" }));
  const earlier = monday.slice(0, 4).map(({ trial, params }) => ({ sweep: "monday", trial, value: 0.5, params }));
  const tuesday = begin(document("tuesday", { name: "random" }), earlier);
  expect(tuesday.filter(({ why }) => why.startsWith("from trial"))).toHaveLength(4);
  expect(shared(monday, tuesday)).toEqual({ params: 4, seeds: 0 });
});

it("a sweep of a journal that says nothing of its chance goes on with the streams of its document's seed", () => {
  const spec = document("monday", { name: "random", seed: 5 });
  const sweep = evolve(null, { kind: "sweepCreated", spec, atMs: 0 });
  const { events } = execute(sweep, { kind: "lease", agent: "a", nowMs: 1 });
  const x = stream(5, 0).next();
  expect(events[0]).toMatchObject({ kind: "trialSuggested", params: { x }, seed: trialSeed(5, 0) });
});

it("no posterior draws what a trainer is seeded with", () => {
  const first = Array.from({ length: 32 }, (_, column) => Math.floor((uniforms(column)[0] ?? 0) * 2 ** 31));
  const seeds = new Set(Array.from({ length: 32 }, (_, trial) => trialSeed(0, trial)));
  expect(first.filter((drawn) => seeds.has(drawn))).toEqual([]);
});

function document(name: string, sampler: object): SweepSpec {
  return readDocument({
    apiVersion: "macrosweep.dev/v1alpha1",
    kind: "Sweep",
    metadata: { name },
    spec: {
      parameters: [{ name: "x", type: "float", min: 0, max: 1 }],
      sampler,
      budget: { trials: 9, parallel: 9, epochsPerTrial: 3 },
      trainer: { command: ["train"] },
    },
  });
}

/** What a sweep of this document suggests to nine free slots. */
function begin(spec: SweepSpec, earlier?: { sweep: string; trial: number; value: number; params: { x?: number } }[]) {
  const taken = earlier as Extract<Event, { kind: "sweepCreated" }>["earlier"];
  let sweep: Sweep | null = execute(null, { kind: "create", spec, earlier: taken, nowMs: 0 }).sweep;
  const suggested: TrialSuggested[] = [];
  for (let slot = 0; slot < 9; slot++) {
    const done = execute(sweep, { kind: "lease", agent: "a", nowMs: 1 });
    sweep = done.sweep;
    suggested.push(...done.events.filter((event) => event.kind === "trialSuggested"));
  }
  return suggested;
}

function shared(one: readonly TrialSuggested[], other: readonly TrialSuggested[]) {
  const params = new Set(one.map((trial) => trial.params.x));
  const seeds = new Set(one.map(({ seed }) => seed));
  return {
    params: other.filter((trial) => params.has(trial.params.x)).length,
    seeds: other.filter(({ seed }) => seeds.has(seed)).length,
  };
}
