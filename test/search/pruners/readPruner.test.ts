import { describe, expect, it } from "vitest";
import { invalid, type Mistake } from "../../../src/error.ts";
import { readPruner } from "../../../src/search/pruners/index.ts";

const names =
  '"asha" or "auto" or "curve" or "hyperband" or "median" or "none" or "oneEpoch" or "patience" or "percentile" or "threshold"';

describe("the pruner of a document", () => {
  it.each([
    [undefined, { name: "auto", rungs: [1, 3, 9, 27], reductionFactor: 3, confidence: 0.7 }],
    [
      { name: "auto", minResource: 2 },
      { name: "auto", minResource: 2, reductionFactor: 3, confidence: 0.7 },
    ],
    [{ name: "asha" }, { name: "asha", reductionFactor: 3, startupTrials: 0, confidence: 0.5 }],
    [{ name: "none" }, { name: "none" }],
    [
      { name: "asha", minResource: 3, reductionFactor: 4, startupTrials: 6, confidence: 0.8 },
      { name: "asha", minResource: 3, reductionFactor: 4, startupTrials: 6, confidence: 0.8 },
    ],
    [{ name: "median" }, { name: "median", startupTrials: 5, warmupSteps: 0, intervalSteps: 1, confidence: 0.5 }],
    [
      { name: "percentile" },
      { name: "percentile", percentile: 25, startupTrials: 5, warmupSteps: 0, intervalSteps: 1, confidence: 0.5 },
    ],
    [
      {
        name: "threshold",
        bounds: [
          { step: 3, lower: 0.2 },
          { step: 9, lower: 0.3, upper: 1 },
        ],
      },
      {
        name: "threshold",
        bounds: [
          { step: 3, lower: 0.2, upper: null },
          { step: 9, lower: 0.3, upper: 1 },
        ],
        intervalSteps: 1,
      },
    ],
    [{ name: "patience" }, { name: "patience", patience: 10, intervalSteps: 1 }],
    [{ name: "oneEpoch" }, { name: "oneEpoch", share: 0.1, startupTrials: 0, confidence: 0.5 }],
    [
      { name: "curve" },
      {
        name: "curve",
        reductionFactor: 3,
        threshold: 0.05,
        startupTrials: 8,
        unjudged: 0.1,
      },
    ],
    [
      { name: "hyperband", minResource: 3 },
      { name: "hyperband", minResource: 3, reductionFactor: 3, startupTrials: 0, confidence: 0.5 },
    ],
  ])("%j is read with its defaults", (raw, spec) => {
    expect(read(raw, 27)).toEqual({ spec, mistakes: [] });
  });

  it.each([
    [
      { trials: 60, epochs: null },
      { keep: 2 / 3, confidence: 0.9 },
    ],
    [
      { trials: 60, epochs: 1_000 },
      { keep: 2 / 3, confidence: 0.9 },
    ],
    [{ trials: 60, epochs: 810 }, { confidence: 0.7 }],
    [{ trials: null, epochs: 1_620 }, { confidence: 0.7 }],
    [{ trials: null, epochs: null }, { confidence: 0.7 }],
  ])("left out is gentle where trials are scarce, harsh where epochs are: %j", (budget, picked) => {
    const auto = { name: "auto", rungs: [1, 3, 9, 27], reductionFactor: 3 };
    expect(readPruner(undefined, 27, "p", [], budget)).toEqual({ ...auto, ...picked });
  });

  it("looks at most a thousand times at a curve of a million steps", () => {
    expect(read({ name: "median" }, 1_000_000).spec).toMatchObject({ intervalSteps: 1_000 });
  });

  it.each([
    [{ name: "halving" }, `p.name: "halving" must be ${names}`],
    [{ minResource: 1 }, `p.name: is missing; it must be ${names}`],
    [{ name: "asha", reductionFactor: 1 }, "p.reductionFactor: 1 must be a whole number of at least 2"],
    [{ name: "asha", minResource: 28 }, "p.minResource: 28 must be a whole number from 1 to 27"],
    [
      { name: "asha", eta: 3 },
      "p.eta: unknown key; known here: name, minResource, reductionFactor, startupTrials, confidence",
    ],
    [{ name: "none", minResource: 1 }, "p.minResource: unknown key; known here: name"],
    [{ name: "median", warmupSteps: -1 }, "p.warmupSteps: -1 must be a whole number from 0 to 27"],
    [{ name: "percentile", percentile: 101 }, "p.percentile: 101 must be a number from 0 to 100"],
    [{ name: "percentile", percentile: Number.NaN }, "p.percentile: NaN must be a number from 0 to 100"],
    [{ name: "oneEpoch", share: "half" }, 'p.share: "half" must be a number from 0 to 1'],
    [{ name: "asha", confidence: 1 }, "p.confidence: 1 must be a number of at least 0.5 and below 1"],
    [{ name: "median", confidence: 0.4 }, "p.confidence: 0.4 must be a number of at least 0.5 and below 1"],
    [{ name: "hyperband", startupTrials: -1 }, "p.startupTrials: -1 must be a whole number of at least 0"],
    [{ name: "curve", startupTrials: 5 }, "p.startupTrials: 5 must be a whole number of at least 6"],
    [{ name: "curve", threshold: 0.6 }, "p.threshold: 0.6 must be a number from 0 to 0.5"],
    [{ name: "patience", patience: 0 }, "p.patience: 0 must be a whole number of at least 1"],
    [{ name: "threshold" }, "p.bounds: must be a list of at least one { step, lower, upper }"],
    [{ name: "threshold", bounds: [{ step: 3 }] }, "p.bounds[0]: must have a lower or an upper bound"],
    [
      {
        name: "threshold",
        bounds: [
          { step: 3, lower: 0.5, upper: 0.2 },
          { step: 3, lower: "low", best: 1 },
        ],
      },
      `p.bounds[0].lower: 0.5 must be less than upper, which is 0.2
p.bounds[1].step: 3 must be a whole number from 4 to 27
p.bounds[1].lower: "low" must be a finite number
p.bounds[1]: must have a lower or an upper bound
p.bounds[1].best: unknown key; known here: step, lower, upper`,
    ],
    ["asha", 'p: "asha" must be an object: { name: asha }'],
  ])("%j is refused", (raw, message) => {
    expect(invalid(read(raw, 27).mistakes).message).toBe(message);
  });
});

function read(raw: unknown, epochs: number) {
  const mistakes: Mistake[] = [];
  return { spec: readPruner(raw, epochs, "p", mistakes), mistakes };
}
