import { expect, it } from "vitest";
import type { TrialShape } from "../../src/shapes/trial.ts";
import { scaleOf, ticksOf } from "../../web/src/charts/scale.ts";
import { axisOf, objectiveAxis } from "../../web/src/parameters/axis.ts";
import { nearestPath, pathsOf } from "../../web/src/parameters/paths.ts";

const trial = (number: number, params: TrialShape["params"], value: number | null = 0.5): TrialShape => {
  const rest = { reason: null, violation: null, replicateOf: null, testValue: null, seed: 1, attempt: 1, curve: [] };
  return { trial: number, state: "completed", value, steps: 9, params, ...rest };
};

it("places a number on its own scale, a choice among the others, and nothing where the parameter does not exist", () => {
  const rate = axisOf({ name: "rate", type: "float", min: 1e-4, max: 1e-2, scale: "log", when: {} });
  const gamma = axisOf({ name: "gamma", type: "float", min: 0, max: 4, when: { loss: ["focal"] } });
  const loss = axisOf({ name: "loss", type: "categorical", values: ["a", null, "focal"], when: {} });
  const one = trial(0, { rate: 1e-3, loss: null });
  expect(rate.place(one)).toBeCloseTo(0.5);
  expect([loss.place(one), gamma.place(one), gamma.isConditional]).toEqual([0.5, null, true]);
  expect(rate.ticks.map(({ at }) => at)).toEqual([0, 0.5, 1]);
  expect(loss.ticks.map(({ text }) => text)).toEqual(["a", "null", "focal"]);
});

it("has an axis of the objective over what was reached, also where that is one value or none", () => {
  const trials = [trial(0, {}, 0.2), trial(1, {}, 0.6), trial(2, {}, null)];
  const axis = objectiveAxis("macroF1", trials);
  expect(trials.map((one) => axis.place(one))).toEqual([0, 1, null]);
  expect(objectiveAxis("macroF1", [trials[0]!]).place(trials[0]!)).toBe(0.5);
  expect(objectiveAxis("macroF1", []).ticks.length).toBeGreaterThan(1);
});

it("finds the line under the pointer between two axes", () => {
  const axes = [0, 1].map((i) => axisOf({ name: `p${i}`, type: "float", min: 0, max: 1, when: {} }));
  const paths = pathsOf(axes, [trial(0, { p0: 0, p1: 1 }), trial(1, { p0: 1, p1: 0.9 })]);
  const place = (at: number | null) => (at === null ? 120 : 100 - at * 100);
  expect(nearestPath(paths, { x: 0.25, y: 75 }, place, 400, 10)?.trial.trial).toBe(0);
  expect(nearestPath(paths, { x: 0.25, y: 4 }, place, 400, 10)?.trial.trial).toBe(1);
  expect(nearestPath(paths, { x: 0.5, y: 90 }, place, 400, 10)).toBeNull();
});

it("has round ticks within the range, and a middle for a range of one value", () => {
  expect(ticksOf([0, 1], 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
  expect(ticksOf([0.97, 0.998], 4)).toEqual([0.97, 0.98, 0.99]);
  expect(ticksOf([3, 3], 4)).toEqual([3]);
  expect(scaleOf([0, 10], [100, 200])(5)).toBe(150);
  expect(scaleOf([1, 1], [0, 10])(1)).toBe(5);
});
