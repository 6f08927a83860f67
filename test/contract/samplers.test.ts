import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stream } from "../../src/search/chance/stream.ts";
import { History } from "../../src/search/history/history.ts";
import { createSampler, type SamplerSpec, type Suggestion, suggestNow } from "../../src/search/samplers/index.ts";
import * as table from "../../src/search/samplers/table.ts";
import { checkParams, type Space } from "../../src/search/space/space.ts";
import { spaces } from "../search/arbitrary.ts";

// What every sampler owes the controller. A new one is a line here.
const specs: SamplerSpec[] = [
  { name: "auto", seed: 0 },
  { name: "random", seed: 0 },
  { name: "grid", seed: 0, points: 3 },
  { name: "sobol", seed: 0 },
  { name: "tpe", seed: 0, randomShare: 1 / 3, startupTrials: 3, candidates: 8 },
  { name: "gp", seed: 0, randomShare: 0.2, startupTrials: 3 },
];

const trials = 40;

it("stands here for every sampler of the table", () => {
  expect([...new Set(specs.map(({ name }) => name))].sort()).toEqual(Object.keys(table).sort());
});

describe.each(specs)("sampler $name", (spec) => {
  it("proposes configurations of the space only, until it is exhausted", () => {
    forEverySweep({ finite: false }, (space, seed) => {
      const history = sweep(spec, space, seed);
      for (const { params } of history.trials) expect(checkParams(space, params, "params")).toEqual([]);
      for (const { params } of history.trials) expect(Object.keys(params)).toEqual(declaredOrder(space, params));
    });
  });

  it("gives the same answer for the same history and stream, whatever it was asked before", () => {
    forEverySweep({ finite: false }, (space, seed) => {
      const history = sweep(spec, space, seed);
      const used = createSampler(spec, space);
      suggestNow(used, history, stream(seed, 1_000));
      const fresh = suggestNow(createSampler(spec, space), history, stream(seed, 2_000));
      expect(suggestNow(used, history, stream(seed, 2_000))).toEqual(fresh);
      expect(suggestNow(used, history, stream(seed, 2_000))).toEqual(fresh);
    });
  });

  it("remembers nothing of one history when it is asked about another", () => {
    forEverySweep({ finite: false }, (space, seed) => {
      const used = createSampler(spec, space);
      suggestNow(used, sweep(spec, space, seed), stream(seed, 1_000));
      const fresh = suggestNow(createSampler(spec, space), empty(space), stream(seed, 2_000));
      expect(suggestNow(used, empty(space), stream(seed, 2_000))).toEqual(fresh);
    });
  });

  it("does not care in which order running trials were started again or reported", () => {
    forEverySweep({ finite: false }, (space, seed) => {
      const history = sweep(spec, space, seed);
      const other = rebuilt(history, space);
      const ask = (from: History) => suggestNow(createSampler(spec, space), from, stream(seed, 2_000));
      expect(ask(other)).toEqual(ask(history));
    });
  });

  it("proposes nothing twice while a finite space is not used up", () => {
    forEverySweep({ finite: true }, (space, seed) => {
      const history = sweep(spec, space, seed);
      const distinct = new Set(history.trials.map(({ params }) => JSON.stringify(params))).size;
      const size = sizeOf(space);
      expect(distinct).toBe(Math.min(history.trials.length, size));
    });
  });

  it("says why in one line", () => {
    forEverySweep({ finite: false }, (space, seed) => {
      const suggestion = suggestNow(createSampler(spec, space), sweep(spec, space, seed), stream(seed, 2_000));
      expect(textOf(suggestion)).toMatch(/^[^\n]+$/);
    });
  });
});

function forEverySweep(options: { finite: boolean }, check: (space: Space, seed: number) => void): void {
  fc.assert(fc.property(spaces(options), fc.nat(), check), { numRuns: 40 });
}

// A sweep with two rungs whose trials end in every way; the last ones are still open.
function sweep(spec: SamplerSpec, space: Space, seed: number): History {
  const history = empty(space);
  const sampler = createSampler(spec, space);
  for (let trial = 0; trial < trials; trial++) {
    const suggestion = suggestNow(sampler, history, stream(seed, trial));
    if (suggestion.kind === "exhausted") break;
    history.add(suggestion.params);
    train(history, trial, stream(seed, trial, 7).next());
  }
  return history;
}

function train(history: History, trial: number, luck: number): void {
  history.setState(trial, "running");
  if (trial > trials - 5) return;
  history.report(trial, 1, luck, null);
  if (luck > 0.6) history.report(trial, 3, luck * luck, null);
  history.setState(trial, luck > 0.6 ? "completed" : luck > 0.2 ? "pruned" : luck > 0.1 ? "failed" : "running");
}

// The same trials, with all that happened to them happening in the reverse order.
function rebuilt(history: History, space: Space): History {
  const other = empty(space);
  for (const { params } of history.trials) other.add(params);
  for (const { number, steps, values, state } of history.trials.toReversed()) {
    other.setState(number, "preempted");
    other.setState(number, "running");
    steps.forEach((step, index) => {
      other.report(number, step, values[index], null);
    });
    other.setState(number, state);
  }
  return other;
}

function empty(space: Space): History {
  return new History({ space, direction: "maximize", maxStep: 3, rungs: [1, 3] });
}

function declaredOrder(space: Space, params: object): string[] {
  return space.map(({ name }) => name).filter((name) => Object.hasOwn(params, name));
}

// How many configurations a finite space has: what a grid goes through.
function sizeOf(space: Space): number {
  const history = empty(space);
  const grid = createSampler({ name: "grid", seed: 0, points: null }, space);
  for (let size = 0; ; size++) {
    const suggestion = suggestNow(grid, history, stream(0));
    if (suggestion.kind === "exhausted" || size > trials) return size;
    history.add(suggestion.params);
  }
}

function textOf(suggestion: Suggestion): string {
  return suggestion.kind === "params" ? suggestion.why : suggestion.reason;
}
