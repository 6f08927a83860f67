import { describe, expect, it } from "vitest";
import { type RecordedCurve, replay } from "../../../src/search/library/replay.ts";
import { readPruner } from "../../../src/search/pruners/index.ts";
import * as table from "../../../src/search/pruners/table.ts";

const asha = { name: "asha", minResource: 1, reductionFactor: 3 } as const;

// Three steps each. By hand: the first goes on; the second, third and fourth are worse at step 1 than the best of two, three and four; the
// fifth is the best so far.
const CROSSING = [
  [0.5, 0.5, 0.5],
  [0.4, 0.4, 0.4],
  [0.1, 0.5, 0.9],
  [0.2, 0.4, 0.6],
  [0.6, 0.6, 0.6],
].map(full);

describe("a replay of what people write", () => {
  it("fills in what is left out, as a search does: all rungs are judged", () => {
    const filled = { name: "asha", minResource: 1, reductionFactor: 3, startupTrials: 0, confidence: 0.5 } as const;
    expect(replay(CROSSING, { name: "asha" })).toEqual(replay(CROSSING, filled, { maxStep: 3, direction: "maximize" }));
    expect(replay(CROSSING, { name: "asha" }).stopped).toEqual([1, 2, 3]);
  });

  it.each(Object.keys(table))("takes %s with nothing else, and again as it was filled in", (name) => {
    const raw = name === "threshold" ? { name, bounds: [{ step: 1, lower: 0.2 }] } : { name };
    const filled = readPruner(raw, 3, "pruner", []);
    expect(replay(CROSSING, filled)).toEqual(replay(CROSSING, raw as { name: "asha" }));
  });

  it("says what is wrong with it, all at once", () => {
    const curves = [
      { steps: [1, 1], values: [0.1, 0.2], completed: true },
      { steps: [1], values: [], completed: true },
      7,
    ];
    expect(() => replay(curves as RecordedCurve[], { name: "ash" } as never, { direction: "up" } as never)).toThrow(
      /curves\[0\].*rise[\s\S]*curves\[1\].*as many values as steps[\s\S]*curves\[2\][\s\S]*direction: "up"[\s\S]*pruner.name: "ash".*did you mean asha/,
    );
    expect(() => replay(CROSSING, { name: "asha" }, { maxStep: 2 })).toThrow(
      "maxStep: 2 must be a whole number of at least 3",
    );
  });
});

describe("a replay", () => {
  it("stops what the pruner would have stopped, and counts the epochs until then", () => {
    const { epochs, stopped, unknown } = replay(CROSSING, asha, { maxStep: 3, direction: "maximize" });
    expect(stopped).toEqual([1, 2, 3]);
    expect(epochs).toBe(3 + 1 + 1 + 1 + 3);
    expect(unknown).toEqual([]);
  });

  it("names the best that were lost, and what they were better by", () => {
    const { best, lost, regret } = replay(CROSSING, asha, { maxStep: 3, direction: "maximize" });
    expect({ best, lost }).toEqual({ best: [2], lost: [2] });
    expect(regret).toBeCloseTo(0.9 - 0.6, 12);
  });

  it("loses nothing without a pruner", () => {
    const { epochs, stopped, lost, regret } = replay(CROSSING, { name: "none" }, { maxStep: 3, direction: "maximize" });
    expect({ epochs, stopped, lost, regret }).toEqual({ epochs: 15, stopped: [], lost: [], regret: 0 });
  });

  it("takes the lowest values for the best where the objective is minimized", () => {
    const { best, stopped, regret } = replay(CROSSING, asha, { maxStep: 3, direction: "minimize" });
    expect(best).toEqual([1]);
    expect(stopped).not.toContain(1);
    expect(regret).toBe(0);
  });

  it("takes the best tenth, at least one", () => {
    const curves = Array.from({ length: 21 }, (_, i) => full([i]));
    expect(replay(curves, { name: "none" }, { maxStep: 1, direction: "maximize" }).best).toEqual([20, 19, 18]);
  });

  it("counts apart what would have gone on beyond the end of its record, and never as one of the best", () => {
    const cut: RecordedCurve = { steps: [1], values: [0.95], completed: false };
    const { best, unknown, epochs } = replay([...CROSSING, cut], asha, { maxStep: 3, direction: "maximize" });
    expect({ best, unknown, epochs }).toEqual({ best: [2], unknown: [5], epochs: 10 });
    const stoppedEarlier = replay([full([0.9, 0.9, 0.9]), { ...cut, values: [0.1] }], asha, {
      maxStep: 3,
      direction: "maximize",
    });
    expect(stoppedEarlier).toMatchObject({ stopped: [1], unknown: [] });
  });

  it("hands the errors to the pruner, which may spare what lies within them", () => {
    const noisy = CROSSING.map((curve) => ({ ...curve, errors: [0.5, 0.5, 0.5] }));
    const cautious = { ...asha, confidence: 0.9 };
    expect(replay(noisy, cautious, { maxStep: 3, direction: "maximize" }).lost).toEqual([]);
  });

  it("has no regret to tell of where it keeps no completed curve", () => {
    const spec = { name: "threshold", bounds: [{ step: 1, lower: 1, upper: null }], intervalSteps: 1 } as const;
    expect(replay(CROSSING, spec, { maxStep: 3, direction: "maximize" }).regret).toBeNull();
    expect(replay([], spec, { maxStep: 3, direction: "maximize" })).toMatchObject({
      epochs: 0,
      best: [],
      regret: null,
    });
  });
});

function full(values: number[]): RecordedCurve {
  return { steps: values.map((_, i) => i + 1), values, completed: true };
}
