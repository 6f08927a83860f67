import { describe, expect, it } from "vitest";
import { History } from "../../../src/search/history/history.ts";
import { splitAtRung } from "../../../src/search/learning/split.ts";

describe("the split into good trials and others", () => {
  it("calls the best 15 % good, with weights by how far they are ahead of the rest and one for the prior", () => {
    const history = open([0.5, 0.9, 0.4, 0.8, 0.3, 0.2, 0.1, 0, 0, 0, 0]);
    // 15 % of 11 is 1.65. Trials 1 and 3 are 0.4 and 0.3 ahead of 0.5; each weighs a third on average, like the prior.
    const split = splitAtRung(history);
    expect(split).toMatchObject({ rung: 3, count: 11, good: [1, 3], others: [0, 2, 4, 5, 6, 7, 8, 9, 10] });
    expect([...(split?.weights ?? [])].map((weight) => weight.toFixed(6))).toEqual([
      "0.380952",
      "0.285714",
      "0.333333",
    ]);
  });

  it("weighs good trials evenly when they are not ahead", () => {
    expect(splitAtRung(open(new Array(11).fill(0.5)))?.weights).toEqual(new Float64Array(3).fill(1 / 3));
  });

  it("calls nothing good that is not finite", () => {
    const split = splitAtRung(open([...new Array(20).fill(Number.NaN), 0.1]));
    expect(split).toMatchObject({ good: [20], weights: new Float64Array(2).fill(1 / 2) });
  });

  it("finds nothing to learn from in fewer than five values, or in none that is finite", () => {
    expect(splitAtRung(open([1, 2, 3, 4]))).toBeNull();
    expect(splitAtRung(open(new Array(5).fill(Number.NaN)))).toBeNull();
  });

  it("finds nothing to learn from in values of the first third of the way, however many", () => {
    expect(
      splitAtRung(
        open(
          new Array(50).fill(0).map((_, i) => i),
          10,
        ),
      ),
    ).toBeNull();
    expect(
      splitAtRung(
        open(
          new Array(50).fill(0).map((_, i) => i),
          9,
        ),
      ),
    ).toMatchObject({ rung: 3, count: 50 });
  });

  it("counts open trials without a value there among the others", () => {
    const history = open([5, 4, 3, 2, 1]);
    history.add({ x: 50 });
    expect(splitAtRung(history)?.others).toEqual([1, 2, 3, 4, 5]);
  });

  it("takes as good those that meet the constraints, and weighs them all the same where a constraint decides", () => {
    const history = open([], 9);
    for (let x = 0; x < 20; x++) {
      history.add({ x });
      // Trial 19 has the best value; the trials 0 and 1 alone meet the constraints.
      history.report(x, 3, x, null, x < 2 ? 0 : x);
    }
    const split = splitAtRung(history);
    expect(split?.good).toEqual([1, 0, 2]);
    expect([...(split?.weights ?? [])]).toEqual([0.25, 0.25, 0.25, 0.25]);
  });

  it("weighs the good by their improvement where all meet the constraints", () => {
    const weighed = splitAtRung(open(Array.from({ length: 20 }, (_, x) => x)));
    expect([...(weighed?.weights ?? [])]).toEqual([
      expect.closeTo(0.375, 12),
      expect.closeTo(0.25, 12),
      expect.closeTo(0.125, 12),
      0.25,
    ]);
  });

  it("takes of very many others some of every quality", () => {
    const others = splitAtRung(open(Array.from({ length: 2_000 }, (_, trial) => -trial)))?.others ?? [];
    expect(others).toHaveLength(128);
    expect(others[0]).toBeLessThan(80);
    expect(others.at(-1)).toBeGreaterThan(1_980);
  });
});

// Pruned trials with these values at step 3.
function open(values: readonly number[], maxStep = 9): History {
  const space = [{ type: "int", name: "x", min: 0, max: 9_999, scale: "linear", step: 1, when: {} }] as const;
  const history = new History({ space, direction: "maximize", maxStep, rungs: [3] });
  values.forEach((value, x) => {
    const trial = history.add({ x });
    history.report(trial, 3, value, null);
    history.setState(trial, "pruned");
  });
  return history;
}
