import { describe, expect, it } from "vitest";
import { createPruner } from "../../../src/search/pruners/index.ts";
import { judgeCurve } from "./judgeCurve.ts";
import optuna from "./optuna.json" with { type: "json" };

const spec = {
  name: "threshold",
  bounds: [
    { step: 2, lower: 0.2, upper: null },
    { step: 4, lower: 0.4, upper: 1 },
  ],
  intervalSteps: 1,
} as const;

describe("threshold", () => {
  it.each(optuna.threshold)("says what Optuna says of values from $lower to $upper: $curve", (row) => {
    const bounds = [{ step: 1, lower: row.lower, upper: row.upper }];
    const verdicts = judgeCurve({ ...spec, bounds }, [], row.curve, "minimize");
    expect(verdicts.map(({ kind }) => kind === "prune")).toEqual(row.prunes);
  });

  it("holds each bound from its step until the next", () => {
    const kinds = judgeCurve(spec, [], [0, 0.2, 0.19, 0.39, 0.4, 1.1], "maximize").map(({ kind }) => kind);
    expect(kinds).toEqual(["continue", "continue", "prune", "prune", "continue", "prune"]);
  });

  it("gives value and bounds as its reason", () => {
    const reasons = judgeCurve(spec, [], [0, 0.1, 0.3, 0.3], "maximize").map(({ reason }) => reason);
    expect(reasons).toEqual([
      null,
      "step 2: 0.100, must be at least 0.2",
      "step 3: 0.300, must be at least 0.2",
      "step 4: 0.300, must lie in [0.4, 1]",
    ]);
  });

  it("prunes what is not finite", () => {
    expect(judgeCurve(spec, [], [0, Number.NaN, Number.POSITIVE_INFINITY], "maximize").map(({ kind }) => kind)).toEqual(
      ["continue", "prune", "prune"],
    );
  });

  it("looks from the first bound on, at every interval, and not at the last step", () => {
    expect(createPruner({ ...spec, intervalSteps: 3 }, 11, "maximize").rungs).toEqual([2, 5, 8]);
  });
});
