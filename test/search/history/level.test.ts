import { describe, expect, it } from "vitest";
import { levelOf } from "../../../src/search/history/level.ts";

describe("the level of a trial", () => {
  it.each([
    [[1], [0.4], 0.4],
    [[1, 2, 3], [0.1, 0.2, 0.6], 0.6],
    [[1, 2, 3, 4, 5, 6], [0, 0, 0, 0, 0.4, 0.6], 0.5],
    [[2, 4, 6, 8], [0.1, 0.2, 0.3, 0.5], 0.4],
  ])("is the mean over the last third of its way: steps %j, values %j", (steps, values, level) => {
    expect(levelOf({ steps, values })).toBeCloseTo(level, 12);
  });

  it("takes nine epochs of 27", () => {
    const steps = Array.from({ length: 27 }, (_, i) => i + 1);
    expect(levelOf({ steps, values: steps })).toBe(23);
  });

  it("is asked for up to a step", () => {
    const steps = [1, 2, 3, 4, 5, 6];
    expect(levelOf({ steps, values: steps }, 3)).toBe(3);
    expect(levelOf({ steps, values: steps }, 6.5)).toBe(5.5);
    expect(levelOf({ steps, values: steps }, 0)).toBeNaN();
  });

  it("leaves out what is not finite, unless it ends so", () => {
    expect(levelOf({ steps: [1, 2, 3, 4, 5, 6], values: [0, 0, 0, 0, Number.NaN, 0.6] })).toBe(0.6);
    expect(levelOf({ steps: [1, 2], values: [0.5, Number.NaN] })).toBeNaN();
    expect(levelOf({ steps: [], values: [] })).toBeNaN();
  });
});
