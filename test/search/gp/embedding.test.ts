import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stream } from "../../../src/search/chance/stream.ts";
import { embeddingOf } from "../../../src/search/gp/embedding.ts";
import { matern } from "../../../src/search/gp/matern.ts";
import { History } from "../../../src/search/history/history.ts";
import { axesOf } from "../../../src/search/space/axis.ts";
import { randomParams } from "../../../src/search/space/configuration.ts";
import type { Params, Space } from "../../../src/search/space/space.ts";
import { spaces } from "../arbitrary.ts";

const space: Space = [
  { type: "categorical", name: "loss", values: ["cross_entropy", "focal", "ldam"], when: {} },
  { type: "float", name: "gamma", min: 0, max: 4, scale: "linear", step: null, when: { loss: ["focal"] } },
  { type: "categorical", name: "weights", values: ["none", "inverse"], when: { loss: ["focal"] } },
  { type: "float", name: "dropout", min: 0, max: 0.5, scale: "linear", step: null, when: {} },
];

describe("the embedding of a conditional space", () => {
  const plain = { loss: "cross_entropy", dropout: 0.25 };
  const focal = { loss: "focal", gamma: 2, weights: "none", dropout: 0.25 };

  it("has parameters in an order at the distance that they have in [0, 1]", () => {
    expect(distance(plain, { ...plain, dropout: 0.35 })).toBeCloseTo(0.2, 12);
    expect(distance(focal, { ...focal, gamma: 3 })).toBeCloseTo(0.25, 12);
  });

  it("has any two categories at distance 1", () => {
    expect(distance(plain, { ...plain, loss: "ldam" })).toBeCloseTo(1, 12);
    expect(distance(focal, { ...focal, weights: "inverse" })).toBeCloseTo(1, 12);
  });

  it("has a parameter that is not active beside all of its values, at 0.5 to 0.71", () => {
    // 1 for the loss, 0.5 for the weights, and for gamma 0.25 from the middle and 0.5 from an end.
    expect(distance(plain, focal) ** 2).toBeCloseTo(1 + 0.5 + 0.25, 12);
    expect(distance(plain, { ...focal, gamma: 4 }) ** 2).toBeCloseTo(1 + 0.5 + 0.5, 12);
  });

  it("makes the kernel of different configurations of any space symmetric and positive definite", () => {
    fc.assert(
      fc.property(
        spaces({ finite: false }),
        fc.nat(),
        fc.double({ min: 0.1, max: 5, noNaN: true }),
        (any, seed, scale) => {
          const random = stream(seed);
          const axes = axesOf(any);
          const drawn = Array.from({ length: 12 }, () => randomParams(axes, random));
          const rows = embed(any, drawn);
          const kernel = rows.map((a) => rows.map((b) => matern(squared(a, b) / scale ** 2)));
          kernel.forEach((row, i) => {
            row.forEach((value, j) => {
              expect(value).toBe(kernel[j][i]);
            });
          });
          // Of configurations drawn twice it is singular, but for rounding.
          expect(pivots(kernel.map((row, i) => row.with(i, row[i] + 1e-9))).every((pivot) => pivot > 0)).toBe(true);
        },
      ),
      { numRuns: 100 },
    );
  });
});

function distance(a: Params, b: Params): number {
  const [first, second] = embed(space, [a, b]);
  return Math.sqrt(squared(first, second));
}

function embed(of: Space, all: readonly Params[]): Float64Array[] {
  const history = new History({ space: of, direction: "maximize", maxStep: 1, rungs: [] });
  const embedding = embeddingOf(axesOf(of));
  return all.map((params) => {
    const row = new Float64Array(embedding.width);
    const trial = history.add(params);
    embedding.embed(history.points, trial * of.length, row, 0);
    return row;
  });
}

function squared(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, x, i) => sum + (x - b[i]) ** 2, 0);
}

// Of Gaussian elimination: all above 0 in a positive definite matrix, and in no other.
function pivots(matrix: readonly (readonly number[])[]): number[] {
  const rows = matrix.map((row) => [...row]);
  return rows.map((row, i) => {
    for (const below of rows.slice(i + 1)) {
      const factor = below[i] / row[i];
      for (let j = i; j < row.length; j++) below[j] -= factor * row[j];
    }
    return row[i];
  });
}
