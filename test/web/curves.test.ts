import { expect, it } from "vitest";
import type { TrialShape } from "../../src/shapes/trial.ts";
import { type Curve, curvesOf, extentOf } from "../../web/src/charts/curves/curve.ts";
import { nearestCurve } from "../../web/src/charts/curves/nearest.ts";

const trial = (number: number, state: TrialShape["state"], curve: TrialShape["curve"]): TrialShape => {
  const rest = { reason: null, violation: null, replicateOf: null, testValue: null, params: {}, seed: 1, attempt: 1 };
  return { trial: number, state, value: curve.at(-1)?.[1] ?? null, steps: curve.length, curve, ...rest };
};

const curve = (id: number, style: Curve["style"], ...values: (number | null)[]): Curve => {
  return { id, style, points: values.map((value, i) => [i + 1, value] as const) };
};

const PIXELS = { x: (step: number) => step * 10, y: (value: number) => 100 - value * 100 };

it("styles curves by what became of their trials, the best above all; trials without a report have none", () => {
  const trials = [
    trial(0, "completed", [[1, 0.5]]),
    trial(1, "pruned", [[1, 0.1]]),
    trial(2, "completed", [[1, 0.9]]),
    trial(3, "running", []),
    trial(4, "preempted", [[1, 0.2]]),
  ];
  expect(curvesOf(trials, 2).map(({ id, style }) => [id, style])).toEqual([
    [0, "completed"],
    [1, "pruned"],
    [2, "best"],
    [4, "failed"],
  ]);
  expect(curvesOf(trials, 2, new Set([0])).map(({ style }) => style)).toEqual(["completed", "faded", "faded", "faded"]);
});

it("covers all steps of a full trial and all values, and has axes where there is nothing yet", () => {
  const { x, y } = extentOf([curve(0, "running", 0.2, 0.8)], 27);
  expect(x).toEqual([1, 27]);
  expect(y[0]).toBeLessThan(0.2);
  expect(y[1]).toBeGreaterThan(0.8);
  expect(extentOf([], 27)).toEqual({ x: [1, 27], y: [0, 1] });
  expect(extentOf([curve(0, "failed", null)], 1)).toEqual({ x: [1, 2], y: [0, 1] });
});

it("finds the curve under the pointer between two of its points, none beyond its reach, and a chosen one before a faded one", () => {
  const [low, high] = [curve(0, "completed", 0.1, 0.1), curve(1, "completed", 0.9, 0.9)];
  expect(nearestCurve([low, high], PIXELS, { x: 15, y: 12 }, 24)?.id).toBe(1);
  expect(nearestCurve([low, high], PIXELS, { x: 15, y: 50 }, 24)).toBeNull();
  expect(nearestCurve([low, curve(2, "faded", 0.12, 0.12)], PIXELS, { x: 15, y: 88 }, 24)?.id).toBe(0);
});

it("draws no line over a step without a value", () => {
  const gap = curve(0, "running", 0.5, null, 0.5);
  expect(nearestCurve([gap], PIXELS, { x: 20, y: 50 }, 5)).toBeNull();
  expect(nearestCurve([gap], PIXELS, { x: 30, y: 50 }, 5)?.id).toBe(0);
});
