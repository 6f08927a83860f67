import { describe, expect, it } from "vitest";
import { type Observations, observationsAt } from "../../../src/search/gp/observations.ts";
import { History } from "../../../src/search/history/history.ts";
import { axesOf, fromUnit } from "../../../src/search/space/axis.ts";

describe("observations", () => {
  it("are the values at the rung, best first, and the open trials without one", () => {
    const history = open([0.2, 0.9, Number.NaN, 0.5]);
    history.add({ x: 7 });
    expect(valuesOf(observationsAt(history, 3, 1))).toEqual([1, 3, 0, 2, 7]);
    expect(observationsAt(history, 3, 1)).toMatchObject({
      losses: [-0.9, -0.5, -0.2, Number.POSITIVE_INFINITY],
      finals: [null, null, null, null],
      violations: [0, 0, 0, Number.POSITIVE_INFINITY],
    });
  });

  it("are levels, up to the rung and, of the trials that came so far, up to the last step", () => {
    const history = open([]);
    const trials = [9, 6, 6].map((epochs, x) => {
      const trial = history.add({ x });
      for (let epoch = 1; epoch <= epochs; epoch++) history.report(trial, epoch, epoch, null, epoch / 10);
      return trial;
    });
    history.setState(trials[2], "completed");
    // Of 3 epochs the last counts, of 9 the last three, of 6 the last two.
    expect(observationsAt(history, 3, 1)).toMatchObject({
      losses: [-3, -3, -3],
      finals: [-8, null, -5.5],
      violations: [0.9, 0.3, 0.6],
    });
  });

  it("are of more than 120 values the best 60 and every quality of the others", () => {
    const trials = valuesOf(observationsAt(open(Array.from({ length: 660 }, (_, x) => -x)), 3, 1));
    expect(trials.slice(0, 60)).toEqual(Array.from({ length: 60 }, (_, x) => x));
    // The middle one of every ten.
    expect(trials.slice(60)).toEqual(Array.from({ length: 60 }, (_, x) => 65 + 10 * x));
  });

  it("have the trials that violate the constraints behind the others, the nearest to them first", () => {
    const history = open([0.2, 0.4]);
    history.report(history.add({ x: 2 }), 3, 0.9, null, 0.3);
    history.report(history.add({ x: 3 }), 3, 0.8, null, 0.1);
    expect(valuesOf(observationsAt(history, 3, 1))).toEqual([1, 0, 3, 2]);
    expect(observationsAt(history, 3, 1).violations).toEqual([0, 0, 0.1, 0.3]);
  });
});

// The parameter of each row.
function valuesOf({ points }: Observations): number[] {
  return [...points].map((u) => Number(fromUnit(axesOf(SPACE)[0], u)));
}

const SPACE = [{ type: "int", name: "x", min: 0, max: 9_999, scale: "linear", step: 1, when: {} }] as const;

// Pruned trials with these values at step 3.
function open(values: readonly number[]): History {
  const history = new History({ space: SPACE, direction: "maximize", maxStep: 9, rungs: [3] });
  values.forEach((value, x) => {
    const trial = history.add({ x });
    history.report(trial, 3, value, null);
    history.setState(trial, "pruned");
  });
  return history;
}
