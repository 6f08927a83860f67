import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { History } from "../../../src/search/history/history.ts";
import { createPruner, rungs } from "../../../src/search/pruners/index.ts";
import optuna from "./optuna.json" with { type: "json" };

describe("rungs", () => {
  // Figure 1 of Li et al., MLSys 2020: minimum resource 1, maximum 9, factor 3; the resources of brackets 0, 1 and 2.
  it.each([
    [1, [1, 3, 9]],
    [3, [3, 9]],
    [9, [9]],
  ])("from %i are those of the paper's brackets", (minResource, steps) => {
    expect(rungs({ minResource, reductionFactor: 3 }, 9)).toEqual(steps);
  });

  it("end with the last step, where powers do not meet it", () => {
    expect(rungs({ minResource: 2, reductionFactor: 4 }, 100)).toEqual([2, 8, 32, 100]);
  });

  it.each([3, 9, 27, 81])("without a minResource are those from 1 on, where %i is a power of the factor", (maxStep) => {
    expect(rungs({ reductionFactor: 3 }, maxStep)).toEqual(rungs({ minResource: 1, reductionFactor: 3 }, maxStep));
  });

  it.each([
    [1, [1]],
    [2, [1, 2]],
    [5, [1, 2, 5]],
    [10, [1, 2, 4, 10]],
    [20, [1, 3, 7, 20]],
    [30, [1, 2, 4, 10, 30]],
    [51, [1, 2, 6, 17, 51]],
    [100, [1, 2, 4, 12, 34, 100]],
  ])("without a minResource count from the end: of %i steps", (maxStep, steps) => {
    expect(rungs({ reductionFactor: 3 }, maxStep)).toEqual(steps);
  });

  it("without a minResource begin at 1, rise, and have one at the first part of the factor, whatever the length and the factor", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 3, max: 1_000_000 }),
        fc.integer({ min: 2, max: 10 }),
        (maxStep, reductionFactor) => {
          const steps = rungs({ reductionFactor }, maxStep);
          expect(steps).toEqual([...new Set(steps)].toSorted((a, b) => a - b));
          expect(steps[0]).toBe(1);
          expect(steps.at(-1)).toBe(maxStep);
          expect(steps).toContain(Math.ceil(maxStep / reductionFactor));
        },
      ),
    );
  });
});

describe("asha", () => {
  // The same figure: of 9 configurations in the lowest rung 3 go on, and of these 1.
  it.each([
    { rung: 1, count: 9, survivors: 3 },
    { rung: 3, count: 3, survivors: 1 },
  ])("lets as many of $count go on at rung $rung as the paper promotes", ({ rung, count, survivors }) => {
    const ranks = Array.from({ length: count }, (_, index) => index);
    const survivesAt = (rank: number) => {
      const others = ranks.filter((other) => other !== rank).map((other) => -other);
      return judge(others, -rank, { rung }).kind === "continue";
    };
    expect(ranks.filter(survivesAt)).toEqual(ranks.slice(0, survivors));
  });

  it.each(optuna.asha)("says what Optuna says of a stream of values: $direction, factor $reductionFactor", (row) => {
    const history = open(row.values.length, row.direction as "maximize");
    const pruner = createPruner(
      { name: "asha", minResource: 1, reductionFactor: row.reductionFactor },
      9,
      row.direction as "maximize",
    );
    const survives = row.values.map((value, trial) => {
      const verdict = pruner.judge(history, trial, 1, value, null);
      history.report(trial, 1, value, null);
      return verdict.kind === "continue";
    });
    expect(survives).toEqual(row.survives);
  });

  it("gives value, error, cut and rank as its reason, to those that go on and those that do not", () => {
    const others = [0.9, 0.455, 0.45, 0.44, 0.43, 0.42];
    expect(judge(others, 0.412, { rung: 3, error: 0.03 })).toEqual({
      kind: "prune",
      reason: "rung 3: 0.412 ± 0.030, cut 0.455, rank 7 of 7",
    });
    expect(judge(others, 0.46, { rung: 3 })).toEqual({
      kind: "continue",
      reason: "rung 3: 0.460, cut 0.460, rank 2 of 7",
    });
  });

  it("lets ties go on", () => {
    expect(judge([0.5, 0.5, 0.5, 0.5], 0.5, { rung: 1 })).toEqual({
      kind: "continue",
      reason: "rung 1: 0.500, cut 0.500, rank 1 of 5",
    });
  });

  it("prunes NaN, even the first", () => {
    expect(judge([], Number.NaN, { rung: 1 }).kind).toBe("prune");
  });

  it("says nothing between rungs", () => {
    expect(judge([0.9, 0.8, 0.7], 0.1, { rung: 2 })).toEqual({ kind: "continue", reason: null });
  });

  it("prunes nothing at the last rung", () => {
    expect(judge([0.9, 0.8, 0.7], 0.1, { rung: 9 })).toEqual({
      kind: "continue",
      reason: "rung 9: 0.100, cut 0.900, rank 4 of 4; the last rung keeps all",
    });
  });
});

// The verdict on a trial that arrives at a rung of 1, 3, 9 where others have these values.
function judge(others: readonly number[], value: number, at: { rung: number; error?: number }) {
  const history = open(others.length + 1, "maximize");
  others.forEach((other, trial) => {
    history.report(trial, at.rung, other, null);
  });
  const pruner = createPruner({ name: "asha", minResource: 1, reductionFactor: 3 }, 9, "maximize");
  return pruner.judge(history, others.length, at.rung, value, at.error ?? null);
}

function open(trials: number, direction: "maximize" | "minimize"): History {
  const space = [{ type: "int", name: "x", min: 0, max: 99, scale: "linear", step: 1, when: {} }] as const;
  const history = new History({ space, direction, maxStep: 9, rungs: [1, 3, 9] });
  for (let x = 0; x < trials; x++) history.add({ x });
  return history;
}
