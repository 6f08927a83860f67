import { describe, expect, it } from "vitest";
import { judgeCurve } from "./judgeCurve.ts";
import optuna from "./optuna.json" with { type: "json" };

// Optuna counts steps from 0 and spares steps below its warm-up, we count from 1: its 2 is our 1.
const settings = { name: "percentile", startupTrials: 5, warmupSteps: 1, intervalSteps: 1 } as const;

describe("percentile", () => {
  it.each(optuna.percentile)(
    "says what Optuna says of a curve among $others.length others at $percentile %: $direction, $curve",
    (row) => {
      const spec = { ...settings, percentile: row.percentile };
      const verdicts = judgeCurve(spec, row.others, row.curve, row.direction as "maximize");
      expect(verdicts.map(({ kind }) => kind === "prune")).toEqual(row.prunes);
    },
  );

  it("lets a value at the cut go on, and gives value, best and cut as its reason", () => {
    const others = [0.1, 0.2, 0.3, 0.4, 0.5].map((value) => [0, value]);
    const spec = { ...settings, percentile: 25 };
    expect(judgeCurve(spec, others, [0.4, 0.3], "maximize")[1]).toEqual({
      kind: "continue",
      reason: "step 2: 0.300, best 0.400, 25 % cut 0.400 of 5 others",
    });
    expect(judgeCurve(spec, others, [0.39, 0.3], "maximize")[1].kind).toBe("prune");
  });
});
