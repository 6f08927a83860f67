import { describe, expect, it } from "vitest";
import { sobolWord } from "../../../src/search/sobol/sequence.ts";
import scipy from "./scipy.json" with { type: "json" };

describe("Sobol's sequence", () => {
  // The first points that Joe and Kuo's own program prints for three dimensions.
  it("begins with the points that its authors print", () => {
    const points = Array.from({ length: 5 }, (_, index) => [0, 1, 2].map((dimension) => unit(index, dimension)));
    expect(points).toEqual([
      [0, 0, 0],
      [0.5, 0.5, 0.5],
      [0.75, 0.25, 0.25],
      [0.25, 0.75, 0.75],
      [0.375, 0.375, 0.625],
    ]);
  });

  it.each(scipy.points)("has SciPy's point $index in all 64 dimensions", ({ index, words }) => {
    expect(words.map((_, dimension) => sobolWord(index, dimension))).toEqual(words);
  });

  it("has one of its first 256 points in every 256th of every dimension", () => {
    for (let dimension = 0; dimension < 64; dimension++) {
      const cells = Array.from({ length: 256 }, (_, index) => sobolWord(index, dimension) >>> 24);
      expect(new Set(cells).size).toBe(256);
    }
  });
});

function unit(index: number, dimension: number): number {
  return sobolWord(index, dimension) / 2 ** 32;
}
