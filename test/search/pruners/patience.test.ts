import { describe, expect, it } from "vitest";
import { createPruner } from "../../../src/search/pruners/index.ts";
import { judgeCurve } from "./judgeCurve.ts";
import optuna from "./optuna.json" with { type: "json" };

const spec = { name: "patience", patience: 2, intervalSteps: 1 } as const;

describe("patience", () => {
  // Optuna waits one step longer for the same number.
  it.each(optuna.patience)("says what Optuna says: $direction, patience $patience, $curve", (row) => {
    const ours = { ...spec, patience: row.patience + 1 };
    const verdicts = judgeCurve(ours, [], row.curve, row.direction as "maximize");
    expect(verdicts.map(({ kind }) => kind === "prune")).toEqual(row.prunes);
  });

  it("stops a curve without a new best value for so many steps, and says when it had its best", () => {
    expect(judgeCurve(spec, [], [0.3, 0.5, 0.4, 0.5], "maximize").slice(2)).toEqual([
      { kind: "continue", reason: "step 3: 0.400, best 0.500 at step 2, patience 2" },
      { kind: "prune", reason: "step 4: 0.500, best 0.500 at step 2, patience 2" },
    ]);
  });

  it("lets a new best value go on, however late", () => {
    expect(judgeCurve(spec, [], [0.3, 0.2, 0.31], "maximize")[2]).toEqual({
      kind: "continue",
      reason: "step 3: 0.310, the best so far",
    });
  });

  it("stops a curve that never had a finite value", () => {
    expect(judgeCurve(spec, [], [Number.NaN, Number.NaN, Number.NaN], "minimize")[2]).toEqual({
      kind: "prune",
      reason: "step 3: NaN, no value yet, patience 2",
    });
  });

  it("looks from the first step at which a value can be old enough, at every interval, and not at the last step", () => {
    expect(createPruner({ ...spec, patience: 4, intervalSteps: 3 }, 11, "maximize").rungs).toEqual([5, 8]);
  });
});
