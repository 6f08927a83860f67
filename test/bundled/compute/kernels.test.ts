import { expect, it } from "vitest";
import { kernelsOn, vectorsOf } from "../../../src/bundled/compute/simd/kernels.ts";
import { stepSizes } from "../../../src/bundled/optimizer/adam.ts";
import { randomOfSeed } from "../../../src/bundled/random.ts";
import fixture from "../torch.json" with { type: "json" };

const NO_FLOOR = Number.NEGATIVE_INFINITY;
const UNTOUCHED = 77;

it.each([
  [1, 1, 1],
  [4, 8, 3],
  [5, 9, 7],
  [3, 15, 64],
  [64, 64, 64],
  [130, 13, 2],
])("multiplies %i rows and %i columns over %i terms, and writes nothing else", (rows, columns, terms) => {
  const random = randomOfSeed(1);
  const { memory, vectors } = vectorsOf([rows * terms, terms * columns, rows * columns + 8, columns]);
  const [a, b, c, start] = vectors;
  for (const vector of [a!, b!, start!]) vector.set(vector.map(() => random.gaussian()));
  c!.fill(UNTOUCHED);
  const kernels = kernelsOn(memory);
  const sums = (row: (at: number) => number, term: number) =>
    Array.from({ length: rows * columns }, (_, cell) => {
      const column = cell % columns;
      const from = row(Math.floor(cell / columns));
      const values = Array.from({ length: terms }, (_, at) => a![from + at * term]! * b![at * columns + column]!);
      return values.reduce((sum, value) => sum + value, start![column]!);
    });
  const of = { rows, columns, terms, a: a!, b: b!, c: c!, start: start! };

  kernels.product({ ...of, aRow: terms, aTerm: 1, floor: NO_FLOOR });
  expectClose(
    c!.subarray(0, rows * columns),
    sums((row) => row * terms, 1),
  );
  kernels.product({ ...of, aRow: 1, aTerm: rows, floor: NO_FLOOR });
  expectClose(
    c!.subarray(0, rows * columns),
    sums((row) => row, rows),
  );
  kernels.product({ ...of, aRow: 0, aTerm: 0, floor: 0 });
  expectClose(
    c!.subarray(0, rows * columns),
    sums(() => 0, 0).map((sum) => Math.max(0, sum)),
  );
  expect([...c!.subarray(rows * columns)]).toEqual(new Array(8).fill(UNTOUCHED));
});

it("keeps NaN through the floor, so that a network that has lost its numbers says so", () => {
  const { memory, vectors } = vectorsOf([1, 13, 13, 13]);
  const [a, b, c, start] = vectors;
  a!.fill(Number.NaN);
  kernelsOn(memory).product({
    ...{ rows: 1, columns: 13, terms: 1, a: a!, aRow: 1, aTerm: 1 },
    ...{ b: b!, c: c!, start: start!, floor: 0 },
  });
  expect(c!.every(Number.isNaN)).toBe(true);
});

it("transposes", () => {
  const { memory, vectors } = vectorsOf([6, 6]);
  vectors[0]!.set([1, 2, 3, 4, 5, 6]);
  kernelsOn(memory).transpose(vectors[0]!, 2, 3, vectors[1]!);
  expect([...vectors[1]!]).toEqual([1, 4, 2, 5, 3, 6]);
});

it("lets a slope through where the output is above 0, times the factor", () => {
  const { memory, vectors } = vectorsOf([5, 5]);
  vectors[0]!.set([1, -2, 3, 4, 5]);
  vectors[1]!.set([0.5, 2, 0, -1, 3]);
  kernelsOn(memory).gate(vectors[0]!, vectors[1]!, 2);
  expect([...vectors[0]!]).toEqual([2, -4, 0, 0, 10]);
});

it("steps as PyTorch's AdamW, with weight decay and without", () => {
  const { start, gradients, rates, decay, end } = fixture.adamw;
  const { memory, vectors } = vectorsOf(new Array(5).fill(start.length));
  const [weights, mean, square, gradient, decays] = vectors;
  weights!.set(start);
  decays!.set(decay);
  const kernels = kernelsOn(memory);
  gradients.forEach((slopes, at) => {
    gradient!.set(slopes);
    const { step, squareShare } = stepSizes(at + 1, rates[at]!);
    kernels.adamW(weights!, mean!, square!, gradient!, decays!, rates[at]!, step, 1 / squareShare);
  });
  expectClose(weights!, end);
});

/** The same to 5 digits; ours are 32-bit floats. */
function expectClose(found: ArrayLike<number>, wanted: readonly number[]): void {
  expect(found.length).toBe(wanted.length);
  wanted.forEach((value, at) => {
    expect(Math.abs(found[at]! - value), `value ${at}`).toBeLessThan(1e-5 * Math.max(1, Math.abs(value)));
  });
}
