import { expect, it } from "vitest";
import { History } from "../../../src/search/history/history.ts";
import { createPruner, type PrunerSpec } from "../../../src/search/pruners/index.ts";

const asha = { name: "asha", minResource: 1, reductionFactor: 3 } as const;
const others = [0.5, 0.45, 0.4, 0.35, 0.3];

it.each([
  asha,
  { name: "hyperband", minResource: 1, reductionFactor: 3 },
  { name: "oneEpoch", share: 0.4 },
  { name: "median", startupTrials: 2, warmupSteps: 0, intervalSteps: 1 },
  { name: "percentile", percentile: 40, startupTrials: 2, warmupSteps: 0, intervalSteps: 1 },
])("$name spares a trial within the noise of the cut, and only there", (spec) => {
  // The first bracket of hyperband; half of the variance 0.04² counts: a deviation of 0.0283.
  const verdict = (value: number, confidence: number) => judge({ ...spec, confidence } as PrunerSpec, value, 0.04).kind;
  expect(verdict(0.39, 0.5)).toBe("prune");
  expect(verdict(0.39, 0.99)).toBe("continue");
  expect(verdict(0.1, 0.99)).toBe("prune");
  expect(verdict(Number.NaN, 0.99)).toBe("prune");
});

it("says how sure it was, and how sure it was asked to be", () => {
  // (0.45 - 0.42) / 0.0283 = 1.061, below which lies 0.856 of the normal distribution.
  expect(judge({ ...asha, confidence: 0.9 }, 0.42, 0.04)).toEqual({
    kind: "continue",
    reason: "rung 1: 0.420 ± 0.040, cut 0.450, rank 3 of 6; within the noise of 0.028 (0.86 sure, 0.9 asked)",
  });
  expect(judge({ ...asha, confidence: 0.85 }, 0.42, 0.04)).toEqual({
    kind: "prune",
    reason: "rung 1: 0.420 ± 0.040, cut 0.450, rank 3 of 6",
  });
});

it("is sure of every difference where nothing is known of the noise", () => {
  expect(judge({ ...asha, confidence: 0.99 }, 0.449, null).kind).toBe("prune");
});

it("keeps the first at a rung while fewer others have come there than asked for", () => {
  expect(judge({ ...asha, startupTrials: 6 }, 0.1, null)).toEqual({
    kind: "continue",
    reason: "rung 1: 0.100, cut 0.450, rank 6 of 6; the first 6 are all kept",
  });
  expect(judge({ ...asha, startupTrials: 5 }, 0.1, null).kind).toBe("prune");
});

// The verdict on a first value, where others have theirs. Trial numbers that all belong to the first bracket of hyperband.
function judge(spec: PrunerSpec, value: number, error: number | null) {
  const pruner = createPruner(spec, 3, "maximize");
  const history = new History({ space: [], direction: "maximize", maxStep: 3, rungs: pruner.rungs });
  const firstBracket = [0, 2, 4, 5, 7, 10];
  for (let trial = 0; trial <= 10; trial++) history.add({});
  others.forEach((other, i) => {
    history.report(firstBracket[i], 1, other, null);
  });
  return pruner.judge(history, firstBracket[5], 1, value, error);
}
