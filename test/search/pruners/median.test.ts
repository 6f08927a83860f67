import { describe, expect, it } from "vitest";
import { createPruner } from "../../../src/search/pruners/index.ts";
import { judgeCurve } from "./judgeCurve.ts";
import optuna from "./optuna.json" with { type: "json" };

// Optuna counts steps from 0 and spares steps below its warm-up, we count from 1: its 2 is our 1.
const spec = { name: "median", startupTrials: 5, warmupSteps: 1, intervalSteps: 1 } as const;

describe("median", () => {
  it.each(optuna.median)("says what Optuna says of a curve among $others.length others: $direction, $curve", (row) => {
    expect(
      judgeCurve(spec, row.others, row.curve, row.direction as "maximize").map(({ kind }) => kind === "prune"),
    ).toEqual(row.prunes);
  });

  it("gives value, best and median as its reason", () => {
    const others = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6].map((value) => [0, value]);
    expect(judgeCurve(spec, others, [0.34, 0.3], "maximize")[1]).toEqual({
      kind: "prune",
      reason: "step 2: 0.300, best 0.340, median 0.350 of 6 others",
    });
  });

  it("keeps a trial that is as good as the median", () => {
    const others = [0.1, 0.2, 0.3, 0.4, 0.5].map((value) => [0, value]);
    expect(judgeCurve(spec, others, [0, 0.3], "maximize")[1].kind).toBe("continue");
  });

  it("keeps a trial while too few others have been there", () => {
    const others = [0.1, 0.2, 0.3, 0.4].map((value) => [0, value]);
    expect(judgeCurve(spec, others, [0, 0], "maximize")[1]).toEqual({
      kind: "continue",
      reason: "step 2: 0.000, the 4 values of other trials are fewer than 5",
    });
  });

  it("prunes a trial that has never had a finite value", () => {
    const others = [0.1, 0.2, 0.3, 0.4, 0.5].map((value) => [0, value]);
    expect(judgeCurve(spec, others, [Number.NaN, Number.NaN], "minimize")[1].kind).toBe("prune");
  });

  it("looks after the warm-up, at every interval, and not at the last step", () => {
    const pruner = createPruner({ ...spec, warmupSteps: 4, intervalSteps: 2 }, 12, "maximize");
    expect(pruner.rungs).toEqual([6, 8, 10]);
  });
});
