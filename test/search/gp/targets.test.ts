import { describe, expect, it } from "vitest";
import { targetsOf } from "../../../src/search/gp/targets.ts";

describe("targets", () => {
  it("have mean 0 and deviation 1 and the order of the losses", () => {
    const losses = [5, 1, 4, 2, 3, 100, -7];
    const targets = [...targetsOf(losses)];
    expect(targets.reduce((sum, x) => sum + x)).toBeCloseTo(0, 12);
    expect(targets.reduce((sum, x) => sum + x * x, 0) / 7).toBeCloseTo(1, 12);
    const byLoss = losses.map((_, i) => i).sort((a, b) => losses[a] - losses[b]);
    expect(byLoss).toEqual(losses.map((_, i) => i).sort((a, b) => targets[a] - targets[b]));
  });

  it("keep the shape of the better losses, and squeeze collapsed ones", () => {
    const [a, b, c, d, , , collapsed, twice] = targetsOf([1, 2, 3, 4, 5, 6, 100, 200]);
    expect((b - a) / (c - b)).toBeCloseTo(1, 9);
    expect((d - c) / (c - b)).toBeCloseTo(1, 9);
    // 33 times as far before.
    expect((collapsed - a) / (d - a)).toBeLessThan(5);
    expect(twice).toBeGreaterThan(collapsed);
  });

  it("count an infinite loss as the worst finite one", () => {
    const targets = targetsOf([1, 2, 3, Number.POSITIVE_INFINITY]);
    expect(targets[3]).toBe(targets[2]);
  });

  it("say nothing where all losses are the same", () => {
    expect([...targetsOf([3, 3, 3])]).toEqual([0, 0, 0]);
  });
});
