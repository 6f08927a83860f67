import { describe, expect, it } from "vitest";
import { History } from "../../../src/search/history/history.ts";
import { bracketOf, bracketSizes } from "../../../src/search/pruners/brackets.ts";
import { createPruner, type PrunerSpec } from "../../../src/search/pruners/index.ts";

// Of 27 steps the first third ends at 9.

const asha: PrunerSpec = { name: "asha", minResource: 3, reductionFactor: 3 };
const median: PrunerSpec = { name: "median", startupTrials: 1, warmupSteps: 0, intervalSteps: 3 };
const hyperband: PrunerSpec = { name: "hyperband", minResource: 3, reductionFactor: 3 };
const pruners = [asha, median, hyperband];

/** [value, violation] of trials at a step, and of the one that then arrives there. */
type Point = readonly [value: number, violation: number];

function judge(spec: PrunerSpec, step: number, others: readonly Point[], [value, violation]: Point) {
  const space = [{ type: "int", name: "x", min: 0, max: 99, scale: "linear", step: 1, when: {} }] as const;
  const pruner = createPruner(spec, 27, "maximize");
  const history = new History({ space, direction: "maximize", maxStep: 27, rungs: pruner.rungs });
  for (let x = 0; x < 50; x++) history.add({ x });
  // All in Hyperband's first bracket, which is cut at every rung.
  const mates = history.trials.map(({ number }) => number).filter((n) => bracketOf(n, bracketSizes(3, 3)) === 0);
  others.forEach(([other, theirs], index) => {
    history.report(mates[index], step, other, null, theirs);
  });
  const own = mates[others.length];
  return pruner.judge(history, own, step, value, null, violation);
}

describe.each(pruners)("constraints under $name", (spec) => {
  it.each([3, 9])("let no trial that meets them be stopped for the values of those that do not, at step %i", (step) => {
    const greedy: Point[] = [0.9, 0.91, 0.92].map((value) => [value, 0.3]);
    expect(judge(spec, step, greedy, [0.5, 0]).kind).toBe("continue");
    expect(judge(spec, step, greedy, [0.5, 0.3]).kind).toBe("prune");
  });

  it("do not stop a trial in the first third for what it still has time to meet", () => {
    const meeting: Point[] = [0.5, 0.51, 0.52].map((value) => [value, 0]);
    expect(judge(spec, 3, meeting, [0.6, 0.3]).kind).toBe("continue");
    expect(judge(spec, 3, meeting, [0.4, 0.3]).kind).toBe("prune");
  });

  it("come before the value later", () => {
    const meeting: Point[] = [0.5, 0.51, 0.52].map((value) => [value, 0]);
    const verdict = judge(spec, 9, meeting, [0.6, 0.3]);
    expect(verdict.kind).toBe("prune");
    expect(verdict.reason).toMatch(/(cut|median) nearer to the constraints/);
  });

  it("prefer the nearest later, while nobody meets them", () => {
    const away: Point[] = [0.9, 0.91, 0.92].map((value) => [value, 0.3]);
    expect(judge(spec, 9, away, [0.5, 0.2]).kind).toBe("continue");
    expect(judge(spec, 9, away, [0.99, 0.4]).kind).toBe("prune");
  });

  it("change nothing where all miss them by as much", () => {
    const level: Point[] = [0.5, 0.51, 0.52].map((value) => [value, 0.8]);
    const free: Point[] = level.map(([value]) => [value, 0]);
    for (const value of [0.4, 0.6])
      expect(judge(spec, 9, level, [value, 0.8])).toEqual(judge(spec, 9, free, [value, 0]));
  });
});

it("a percentile rule takes no better value from where a trial was further away from the constraints", () => {
  const pruner = createPruner(median, 27, "maximize");
  const space = [{ type: "int", name: "x", min: 0, max: 99, scale: "linear", step: 1, when: {} }] as const;
  const history = new History({ space, direction: "maximize", maxStep: 27, rungs: pruner.rungs });
  const [other, own] = [history.add({ x: 0 }), history.add({ x: 1 })];
  for (const step of [3, 6, 9]) history.report(other, step, 0.6, null, 0);
  history.report(own, 3, 0.9, null, 0.3);
  expect(pruner.judge(history, own, 9, 0.5, null, 0)).toEqual({
    kind: "prune",
    reason: "step 9: 0.500, best 0.500, median 0.600 of 1 others",
  });
});

it("the learning-curve pruner stops no trial that comes nearer to the constraints than the best so far", () => {
  const settings = { minResource: 1, reductionFactor: 3, threshold: 0.05, startupTrials: 6, unjudged: 0 };
  const pruner = createPruner({ name: "curve", ...settings }, 9, "maximize");
  const space = [{ type: "int", name: "x", min: 0, max: 99, scale: "linear", step: 1, when: {} }] as const;
  const history = new History({ space, direction: "maximize", maxStep: 9, rungs: pruner.rungs });
  for (let x = 0; x < 10; x++) {
    const trial = history.add({ x });
    for (let step = 1; step <= 9; step++) history.report(trial, step, 0.5 + x / 100 + step / 100, null, 0.3);
    history.setState(trial, "completed");
  }
  const own = history.add({ x: 99 });
  for (const step of [1, 2]) history.report(own, step, 0.1, null, 0);
  expect(pruner.judge(history, own, 3, 0.1, null, 0.3).kind).toBe("prune");
  expect(pruner.judge(history, own, 3, 0.1, null, 0.2)).toEqual({
    kind: "continue",
    reason: "rung 3: 0.100; nearer to the constraints than the best so far",
  });
});
