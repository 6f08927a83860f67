import { describe, expect, it } from "vitest";
import { endAboveLevel } from "../../../src/search/confirm/steady.ts";

const steps = [1, 2, 3, 4, 5, 6];

describe("how far runs end above their levels", () => {
  it("is the mean over runs of last value less level", () => {
    const runs = [
      { steps, values: [0, 0, 0, 0, 0.4, 0.6] },
      { steps, values: [0, 0, 0, 0, 0.5, 0.3] },
    ];
    // .1 above the one level, .1 below the other.
    expect(endAboveLevel(runs)).toBeCloseTo(0, 12);
    expect(endAboveLevel(runs.slice(0, 1))).toBeCloseTo(0.1, 12);
  });

  it("leaves runs without a last value out, and is 0 of none", () => {
    expect(endAboveLevel([])).toBe(0);
    expect(endAboveLevel([{ steps: [], values: [] }])).toBe(0);
    expect(endAboveLevel([{ steps: [1], values: [Number.NaN] }])).toBe(0);
  });
});
