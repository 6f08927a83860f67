import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { interval } from "../../src/metrics/interval.ts";
import { measure, readMetric } from "../../src/metrics/metric.ts";
import { confusion, smoothMatrix } from "./confusions.ts";

const METRICS = [
  "macroF1",
  "weightedF1",
  "accuracy",
  "balancedAccuracy",
  "specificity",
  "mcc",
  "kappa",
  "precision:1",
  "recall:0",
  "f1:1",
  "specificity:0",
];

function measured(name: string, rows: readonly (readonly number[])[]) {
  return measure(readMetric(name), { counts: confusion(rows), classes: [], scalars: {}, value: null });
}

describe("the interval", () => {
  it("reaches 1.96 standard errors to both sides", () => {
    const [low, high] = interval({ value: 0.5, error: 0.1 }, [0, 1])!;
    expect(low).toBeCloseTo(0.3040036, 12);
    expect(high).toBeCloseTo(0.6959964, 12);
  });

  it("is clipped to the range of the metric", () => {
    expect(interval({ value: 0.95, error: 0.1 }, readMetric("macroF1").range)![1]).toBe(1);
    expect(interval({ value: 0.05, error: 0.1 }, readMetric("macroF1").range)![0]).toBe(0);
    expect(interval({ value: -0.95, error: 0.1 }, readMetric("mcc").range)![0]).toBe(-1);
  });

  it("is not there without an error", () => {
    expect(interval({ value: 0.5, error: null }, [0, 1])).toBeNull();
  });

  it("has no width where the counts are perfect", () => {
    expect(
      interval(
        measured("macroF1", [
          [40, 0],
          [0, 2],
        ]),
        [0, 1],
      ),
    ).toEqual([1, 1]);
  });
});

describe("the standard error", () => {
  it("of macro-F1 is the square root of the closed form of Takahashi et al. (2022)", () => {
    fc.assert(
      fc.property(smoothMatrix, (rows) => {
        const { error } = measured("macroF1", rows);
        expect(error! ** 2).toBeCloseTo(takahashiVariance(rows), 12);
      }),
    );
  });

  it.each(METRICS)("of %s agrees with a numerical derivative by every cell", (name) => {
    fc.assert(
      fc.property(smoothMatrix, (rows) => {
        const { error } = measured(name, rows);
        // A step of 1e-4 samples leaves an error of its square, and of the rounding of the value by the step.
        expect(Math.abs(error! - numericalError(name, rows))).toBeLessThan(1e-6);
      }),
    );
  });
});

// The bootstrap itself is off by 1 / sqrt(2 * 10,000) = 0.7 %. The rest is what the delta method leaves out, the curvature
// of the metric, which grows as the rarest class shrinks; a class that is never predicted takes no part in it.
describe.each<[string, number, number[][]]>([
  [
    "three even classes",
    0.03,
    [
      [80, 12, 8],
      [10, 85, 5],
      [6, 9, 85],
    ],
  ],
  [
    "four classes, the rarest with 20 samples",
    0.05,
    [
      [890, 6, 4, 2],
      [12, 60, 3, 0],
      [7, 1, 30, 2],
      [4, 2, 1, 13],
    ],
  ],
  [
    "three classes, the rarest with 8 samples",
    0.1,
    [
      [300, 6, 4],
      [15, 70, 2],
      [2, 1, 5],
    ],
  ],
  [
    "three classes, one never predicted",
    0.03,
    [
      [300, 16, 0],
      [15, 70, 0],
      [10, 2, 0],
    ],
  ],
])("of %s, 10,000 bootstrap draws", (_, tolerance, rows) => {
  const draws = bootstrap(rows, 10_000);

  it.each(METRICS.map((name, column) => [name, column] as const))("have the standard error of %s", (name, column) => {
    const { error } = measured(name, rows);
    const ratio = error! / deviation(draws.map((draw) => draw[column]!));
    expect(ratio).toBeGreaterThan(1 - tolerance);
    expect(ratio).toBeLessThan(1 + tolerance);
  });

  it("lie in the interval of macro-F1, but for 5 %", () => {
    const [low, high] = interval(measured("macroF1", rows), [0, 1])!;
    const inside = draws.filter(([macroF1]) => macroF1! >= low && macroF1! <= high).length / draws.length;
    expect(inside).toBeGreaterThan(0.95 - tolerance / 2);
    expect(inside).toBeLessThan(0.95 + tolerance / 2);
  });
});

/** Values of METRICS for each of as many data sets, drawn with replacement from the samples of a matrix. */
function bootstrap(rows: number[][], times: number): number[][] {
  const random = generator(20220301);
  const samples = rows.flat().flatMap((count, cell) => new Array<number>(count).fill(cell));
  const metrics = METRICS.map(readMetric);
  return Array.from({ length: times }, () => {
    const cells = new Array<number>(rows.length ** 2).fill(0);
    for (let drawn = 0; drawn < samples.length; drawn++) cells[samples[Math.floor(random() * samples.length)]!]!++;
    const counts = { kind: "confusion", classes: rows.length, cells } as const;
    return metrics.map((metric) => measure(metric, { counts, classes: [], scalars: {}, value: null }).value);
  });
}

/** Mulberry32, in [0, 1). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function deviation(values: number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}

/** The delta method with central differences for the derivatives and with both terms of the multinomial variance. */
function numericalError(name: string, rows: number[][]): number {
  const total = rows.flat().reduce((sum, count) => sum + count, 0);
  const step = 1e-4;
  const moved = (i: number, j: number, by: number) =>
    measured(
      name,
      rows.map((row, r) => row.map((count, c) => (r === i && c === j ? count + by : count))),
    ).value;
  let squares = 0;
  let mean = 0;
  rows.forEach((row, i) => {
    row.forEach((count, j) => {
      const slope = (moved(i, j, step) - moved(i, j, -step)) / (2 * step);
      squares += count * slope ** 2;
      mean += (count * slope) / total;
    });
  });
  return Math.sqrt(Math.max(0, squares - total * mean ** 2));
}

/** The paper's own symbols: p cell probabilities, pi. and p.i their margins, F1i the F1 of class i, r classes. */
function takahashiVariance(rows: number[][]): number {
  const n = rows.flat().reduce((sum, count) => sum + count, 0);
  const r = rows.length;
  const p = rows.map((row) => row.map((count) => count / n));
  const margins = p.map(
    (row, i) => row.reduce((sum, cell) => sum + cell, 0) + p.reduce((sum, other) => sum + other[i]!, 0),
  );
  const f1 = p.map((row, i) => (2 * row[i]!) / margins[i]!);
  let own = 0;
  let shared = 0;
  for (let i = 0; i < r; i++) {
    const missed = (margins[i]! - 2 * p[i]![i]!) / margins[i]!;
    own += ((f1[i]! * missed) / margins[i]!) * (missed + f1[i]! / 2);
    for (let j = 0; j < r; j++) {
      shared += i === j ? 0 : (p[i]![j]! * f1[i]! * f1[j]!) / (margins[i]! * margins[j]!);
    }
  }
  return (2 * (own + shared)) / (n * r ** 2);
}
