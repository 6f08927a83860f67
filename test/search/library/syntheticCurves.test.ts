import { describe, expect, it } from "vitest";
import { stream } from "../../../src/search/chance/stream.ts";
import { syntheticCurves } from "../../../src/search/library/syntheticCurves.ts";
import { axesOf } from "../../../src/search/space/axis.ts";
import { randomParams } from "../../../src/search/space/configuration.ts";
import type { Space } from "../../../src/search/space/parameter.ts";

const space: Space = [
  { type: "float", name: "rate", min: 1e-4, max: 1, scale: "log", step: null, when: {} },
  { type: "categorical", name: "loss", values: ["a", "b", "c"], when: {} },
  { type: "float", name: "gamma", min: 0, max: 5, scale: "linear", step: null, when: { loss: ["b"] } },
];

describe("synthetic curves", () => {
  it("are the same for the same seed, and others for another", () => {
    const at = (seed: number) => curvesOf(seed, "maximize").map((curve) => curve(9).value);
    expect(at(1)).toEqual(at(1));
    expect(at(1)).not.toEqual(at(2));
  });

  it("rise and level off within what macro-F1 can be", () => {
    for (const curve of curvesOf(3, "maximize")) {
      const [first, middle, last] = [1, 14, 27].map((step) => curve(step).value);
      expect(last - first).toBeGreaterThan(0.05);
      expect(last - middle).toBeLessThan(middle - first);
      expect(first).toBeGreaterThan(0);
      expect(last).toBeLessThan(1);
    }
  });

  it("cross: the best at the first step is seldom the best at the last", () => {
    const same = Array.from({ length: 20 }, (_, seed) => {
      const curves = curvesOf(seed, "maximize");
      const bestAt = (step: number) => indexOfMax(curves.map((curve) => curve(step).value));
      return bestAt(1) === bestAt(27);
    });
    expect(same.filter(Boolean).length).toBeLessThan(10);
    expect(same.filter(Boolean).length).toBeGreaterThan(0);
  });

  it("fall where the objective is minimized", () => {
    const [up] = curvesOf(4, "maximize");
    const [down] = curvesOf(4, "minimize");
    expect(down(27).value).toBeCloseTo(1 - up(27).value, 12);
  });
});

function curvesOf(seed: number, direction: "maximize" | "minimize") {
  const curveOf = syntheticCurves(space, 27, direction, seed);
  return Array.from({ length: 30 }, (_, trial) => curveOf(trial, randomParams(axesOf(space), stream(seed, trial))));
}

function indexOfMax(values: readonly number[]): number {
  return values.indexOf(Math.max(...values));
}
