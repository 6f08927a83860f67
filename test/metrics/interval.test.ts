import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { interval } from "../../src/metrics/interval.ts";
import { type Measured, measure, readMetric, unsure } from "../../src/metrics/metric.ts";
import { confusion, perClass, smoothMatrix } from "./confusions.ts";
import { drawCells, expectedCells, generator, populationOf, type Setting } from "./drawnMatrices.ts";

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

function measured(name: string, rows: readonly (readonly number[])[]): Measured {
  return measure(readMetric(name), { counts: confusion(rows), classes: [], scalars: {}, value: null });
}

describe("the interval", () => {
  // scipy.stats.beta.ppf([.025, .975], m * k, (1 - m) * k) with k = m * (1 - m) / v - 1.
  it.each([
    [0.5, 0.01, 0.30587800149137395, 0.694121998508626],
    [0.9, 0.004, 0.7461004473847893, 0.9855141330921064],
    [0.99, 9e-5, 0.9647368159967619, 0.9996684832281735],
    [0.02, 0.0003, 0.0010369602895459378, 0.06531087568288463],
    [0.97, 1e-7, 0.9693771515697682, 0.9706167293902099],
    [0.999999, 1e-12, 0.99999631112049, 0.9999999746823269],
    [0.6, 1e-9, 0.5999380197075335, 0.6000619787138782],
  ])(
    "without a skewness, as older journals have it, with the centre %d and the variance %d is that of the beta distribution, as scipy has it",
    (centre, variance, low, high) => {
      const found = interval({ value: centre, centre, error: Math.sqrt(variance), skew: null, ends: null }, [0, 1])!;
      expect(found[0]).toBeCloseTo(low, 8);
      expect(found[1]).toBeCloseTo(high, 8);
    },
  );

  // scipy.stats.pearson3.ppf([.025, .975], skew, loc=centre, scale=error); ours is an approximation.
  it.each([
    [0.8, 0.05, -0.6, 0.6886487746847169, 0.8831264996326676],
    [0.5, 0.1, 0, 0.30400360154599454, 0.6959963984540054],
    [0.3, 0.04, 0.5, 0.23145382453641522, 0.38740218871485843],
    [0.9, 0.03, -1.5, 0.8234333862251783, 0.9360175510676277],
    [-0.2, 0.1, 1.2, -0.3351530564463053, 0.0454815727332214],
  ])(
    "with the centre %d, the error %d and the skewness %d is that of the gamma distribution, as scipy has it",
    (centre, error, skew, low, high) => {
      const found = interval({ value: centre, centre, error, skew, ends: null }, [-1, 1])!;
      expect(Math.abs(found[0] - low)).toBeLessThan(0.02 * error);
      expect(Math.abs(found[1] - high)).toBeLessThan(0.02 * error);
    },
  );

  it("of a metric in -1..1 is that of 0..1, stretched", () => {
    const [low, high] = interval({ value: 0.2, centre: 0.2, error: 0.1, skew: null, ends: null }, [0, 1])!;
    const stretched = interval({ value: -0.6, centre: -0.6, error: 0.2, skew: null, ends: null }, [-1, 1])!;
    expect(stretched[0]).toBeCloseTo(2 * low - 1, 12);
    expect(stretched[1]).toBeCloseTo(2 * high - 1, 12);
  });

  it("of an error without a centre, as older journals have it, reaches 1.96 of it to both sides, inside the range", () => {
    const [low, high] = interval({ value: 0.5, centre: null, error: 0.1, skew: null, ends: null }, [0, 1])!;
    expect(low).toBeCloseTo(0.3040036, 12);
    expect(high).toBeCloseTo(0.6959964, 12);
    expect(interval({ value: 0.95, centre: null, error: 0.1, skew: null, ends: null }, [0, 1])![1]).toBe(1);
    expect(interval({ value: -0.95, centre: null, error: 0.1, skew: null, ends: null }, [-1, 1])![0]).toBe(-1);
  });

  it("is not there without an error", () => {
    expect(interval(unsure(0.5), [0, 1])).toBeNull();
  });

  it("has no end beyond the value of counts that are perfect, or all wrong", () => {
    const perfect = measured("macroF1", [
      [40, 0],
      [0, 2],
    ]);
    const wrong = measured("macroF1", [
      [0, 40],
      [2, 0],
    ]);
    expect(interval(perfect, [0, 1])![1]).toBe(1);
    expect(interval(perfect, [0, 1])![0]).toBeLessThan(0.9);
    expect(interval(wrong, [0, 1])![0]).toBe(0);
    expect(interval(wrong, [0, 1])![1]).toBeGreaterThan(0.03);
  });
});

describe("the standard error", () => {
  it.each(METRICS)(
    "and the skewness of %s agree with numerical derivatives by the cells of each row, pseudo-counts written out",
    (name) => {
      fc.assert(
        fc.property(smoothMatrix.filter(hasTwoClasses), (rows) => {
          const { error, skew } = measured(name, rows);
          const numerical = numericalMoments(name, rows);
          expect(error ?? 0).toBeCloseTo(numerical.error, 5);
          expect(skew ?? 0).toBeCloseTo(numerical.skew, 2);
        }),
        { numRuns: 50 },
      );
    },
  );

  it.each(METRICS.filter((name) => name !== "mcc" && name !== "kappa"))(
    "of %s is the same from counts by class, where of two classes nothing is lost",
    (name) => {
      fc.assert(
        fc.property(fc.array(fc.nat(300), { minLength: 4, maxLength: 4 }), ([a = 0, b = 0, c = 0, d = 0]) => {
          const rows = [
            [a + 1, b],
            [c, d + 1],
          ];
          const counts = perClass(rows);
          const { centre, error } = measure(readMetric(name), { counts, classes: [], scalars: {}, value: null });
          expect(error).toBeCloseTo(measured(name, rows).error!, 9);
          expect(centre).toBeCloseTo(measured(name, rows).centre!, 9);
        }),
      );
    },
  );

  it.each(METRICS)("of %s is not 0 where all is hit, nothing is, or a class never", (name) => {
    const matrices = [
      [
        [900, 0, 0],
        [0, 4, 0],
        [0, 0, 10],
      ],
      [
        [0, 900, 0],
        [0, 0, 4],
        [10, 0, 0],
      ],
      [
        [900, 0, 0],
        [4, 0, 0],
        [10, 0, 0],
      ],
    ];
    for (const rows of matrices) expect(measured(name, rows).error).toBeGreaterThan(1e-5);
  });

  it("is not there where all samples are of one class, which say nothing of the others", () => {
    expect(
      measured("macroF1", [
        [9, 1],
        [0, 0],
      ]),
    ).toMatchObject({ centre: null, error: null, skew: null });
  });

  it.each(METRICS)("and the skewness of %s are the same beside a declared class that never occurs", (name) => {
    fc.assert(
      fc.property(smoothMatrix.filter(hasTwoClasses), (rows) => {
        const more = [...rows.map((row) => [...row, 0]), new Array<number>(rows.length + 1).fill(0)];
        for (const count of name === "mcc" || name === "kappa" ? [confusion] : [confusion, perClass]) {
          const [before, after] = [rows, more].map((matrix) =>
            measure(readMetric(name), { counts: count(matrix), classes: [], scalars: {}, value: null }),
          );
          expect(after!.error).toBeCloseTo(before!.error!, 9);
          expect(after!.skew).toBeCloseTo(before!.skew!, 6);
        }
      }),
    );
  });

  it("is there for 10,000 classes", () => {
    const numbers = Array.from({ length: 10_000 }, (_, i) => 1 + (i % 7));
    const counts = { kind: "perClass", tp: numbers, fp: numbers, fn: numbers } as const;
    const { value, centre, error } = measure(readMetric("macroF1"), { counts, classes: [], scalars: {}, value: null });
    expect(centre).toBeCloseTo(value, 2);
    expect(error).toBeGreaterThan(0.001);
    expect(error).toBeLessThan(0.01);
  });
});

describe("of 4,000 validation sets that were drawn, the interval of macro-F1 holds the truth", () => {
  // The delta method by itself came to .905, .832, .534 and .779.
  it.each<[string, Setting]>([
    ["8 rare rows", { classes: 3, rare: 1, support: 8, recall: 0.8, alarms: 0.002 }],
    ["4 rare rows at recall .5", { classes: 3, rare: 1, support: 4, recall: 0.5, alarms: 0.002 }],
    ["4 rare rows at recall .25, no false alarm", { classes: 3, rare: 1, support: 4, recall: 0.25, alarms: 0 }],
    ["10 rare rows, near perfect", { classes: 3, rare: 1, support: 10, recall: 0.95, alarms: 0 }],
    ["ten classes of 10 rows but for one", { classes: 10, rare: 9, support: 10, recall: 0.8, alarms: 0.002 }],
    ["ten classes of 2 rows but for one, near perfect", { classes: 10, rare: 9, support: 2, recall: 0.95, alarms: 0 }],
    ["1,000 rows of each", { classes: 5, rare: 1, support: 1_000, recall: 0.8, alarms: 0.02 }],
  ])("in at least 93 of 100: %s", (_, setting) => {
    const coverage = coverageOf(setting, 4_000);
    expect(coverage).toBeGreaterThan(0.925);
    // Where ten rows are hit 95 times of 100, no interval holds the truth in 97: with the sets that have two misses it is 99, without them 91.
    expect(coverage).toBeLessThan(0.99);
  });

  it("in 94 to 96 of 100 on average over a grid, in 93 to 97 in three of four settings, and nowhere below 90", () => {
    const settings = [2, 3, 6].flatMap((classes) =>
      [2, 4, 8, 30, 300].flatMap((support) =>
        [0.3, 0.6, 0.9].flatMap((recall) =>
          [0, 0.01].map((alarms) => ({ classes, rare: Math.ceil(classes / 3), support, recall, alarms })),
        ),
      ),
    );
    const covered = settings.map((setting) => coverageOf(setting, 1_000));
    const mean = covered.reduce((sum, coverage) => sum + coverage, 0) / covered.length;
    expect(mean).toBeGreaterThan(0.94);
    expect(mean).toBeLessThan(0.965);
    expect(covered.filter((coverage) => coverage >= 0.93 && coverage <= 0.97).length).toBeGreaterThan(67);
    expect(Math.min(...covered)).toBeGreaterThan(0.9);
  });
});

describe("where the hits of a rare class are all that is chance, the interval of macro-F1 holds the truth", () => {
  // By the binomial distribution, not by drawing. docs/statistics.md has what no interval can do better.
  it.each([2, 4, 8, 10, 30, 100])("in at least 93 of 100 sets at each recall from .25 to .99: %i rows", (rows) => {
    const cellsOf = (hits: number) => [
      [1_000, 0],
      [rows - hits, hits],
    ];
    const ends = Array.from({ length: rows + 1 }, (_, hits) => interval(measured("macroF1", cellsOf(hits)), [0, 1])!);
    const coverages = Array.from({ length: 149 }, (_, i) => {
      const recall = 0.25 + i / 200;
      const { value } = measured("macroF1", cellsOf(rows * recall));
      let chance = (1 - recall) ** rows;
      return ends.reduce((sum, [low, high], hits) => {
        const now = chance;
        chance *= ((rows - hits) / (hits + 1)) * (recall / (1 - recall));
        return low <= value + 1e-12 && value - 1e-12 <= high ? sum + now : sum;
      }, 0);
    });
    expect(coverages).toHaveLength(149);
    expect(Math.min(...coverages)).toBeGreaterThan(0.93);
    expect(Math.max(...coverages)).toBeLessThanOrEqual(1 + 1e-9);
  });
});

describe("of validation sets that were drawn, the interval of another metric holds the truth", () => {
  it.each(METRICS)(
    "in 93 to 98 of 100 on average where classes have 8 rows or more, and nowhere below 88: %s",
    (name) => {
      const settings = [2, 4].flatMap((classes) =>
        [8, 30, 200].flatMap((support) =>
          [0.6, 0.9].flatMap((recall) =>
            [0.002, 0.02].map((alarms) => ({ classes, rare: classes / 2, support, recall, alarms })),
          ),
        ),
      );
      const covered = settings.map((setting) => coverageOf(setting, 300, name));
      const mean = covered.reduce((sum, coverage) => sum + coverage, 0) / covered.length;
      expect(mean).toBeGreaterThan(0.93);
      expect(mean).toBeLessThan(0.98);
      expect(Math.min(...covered)).toBeGreaterThan(0.88);
    },
  );
});

function coverageOf(setting: Setting, draws: number, name = "macroF1"): number {
  const population = populationOf(setting);
  const { classes } = setting;
  const metric = readMetric(name);
  const measuredOf = (cells: number[]) =>
    measure(metric, { counts: { kind: "confusion", classes, cells }, classes: [], scalars: {}, value: null });
  const truth = measuredOf(expectedCells(population)).value;
  const random = generator(20220301);
  const inside = Array.from({ length: draws }, () => {
    const [low, high] = interval(measuredOf(drawCells(population, random)), metric.range)!;
    return low <= truth + 1e-12 && truth - 1e-12 <= high;
  });
  return inside.filter(Boolean).length / draws;
}

function hasTwoClasses(rows: number[][]): boolean {
  return rows.filter((row) => row.some((count) => count > 0)).length > 1;
}

/** As docs/statistics.md says it, cell by cell. */
function numericalMoments(name: string, rows: number[][]): { error: number; skew: number } {
  const sums = rows.map((row) => row.reduce((sum, count) => sum + count, 0));
  const total = sums.reduce((sum, n) => sum + n, 0);
  const weights = sums.map((n) => (n === 0 ? 0 : 1 / n));
  const even = weights.map((weight) => weight / weights.reduce((sum, each) => sum + each, 0));
  const own = name.includes(":") ? Number(name.split(":")[1]) : null;
  const shares = even.map((share, i) => (own === null ? share : (share + (i === own ? 1 : 0)) / 2));
  const filled = rows.map((row, i) =>
    row.map((count, j) => {
      if (sums[i] === 0) return 0;
      if (i === j) return count + shares[i]!;
      const missed = (0.6 * shares[i]! * sums[j]!) / (total - sums[i]!);
      return count + missed + (0.35 * shares[j]! * sums[i]!) / (total - sums[j]!);
    }),
  );
  const sizes = filled.map((row) => row.reduce((sum, count) => sum + count, 0));
  const likely = filled.map((row, i) => row.map((count) => (sizes[i] === 0 ? 0 : (count / sizes[i]!) * sums[i]!)));
  let variance = 0;
  let third = 0;
  // By how much each cell is off where the metric is off by its variance.
  const steps = likely.map((row, i) => {
    const n = sums[i]!;
    if (n === 0) return row;
    // The slope of a cell by way of the metric's own tally, in which the support stays what it is.
    const slopes = row.map((count, j) => {
      // No cell falls below 0.
      const by = Math.min(1e-4, count / 2);
      return (movedValue(name, likely, i, j, by) - movedValue(name, likely, i, j, -by)) / (2 * by);
    });
    const mean = row.reduce((sum, count, j) => sum + (count / n) * slopes[j]!, 0);
    const moment = (k: number) => row.reduce((sum, count, j) => sum + (count / n) * (slopes[j]! - mean) ** k, 0);
    const s = sizes[i]! - n;
    const weight = (n * n) / Math.max(n - 1 + 2 * s + (s * s) / n, 0.25);
    variance += weight * moment(2);
    third += ((0.9 * 2 * weight * weight) / n) * moment(3);
    return row.map((count, j) => weight * (count / n) * (slopes[j]! - mean));
  });
  if (variance === 0) return { error: 0, skew: 0 };
  const error = Math.sqrt(variance);
  const along = (by: number) =>
    measured(
      name,
      likely.map((row, i) => row.map((count, j) => count + (by / error) * steps[i]![j]!)),
    ).value;
  const bend = (along(0.02) - 2 * along(0) + along(-0.02)) / 0.02 ** 2;
  return { error, skew: third / error ** 3 + (3 * bend) / error };
}

// A sample more in a cell and one less in the first cell of the row that has any: the row keeps its size.
function movedValue(name: string, rows: number[][], i: number, j: number, by: number): number {
  const from = rows[i]!.indexOf(Math.max(...rows[i]!));
  const moved = rows.map((row, r) =>
    row.map((count, c) => count + (r === i && c === j ? by : 0) - (r === i && c === from ? by : 0)),
  );
  return measured(name, moved).value;
}
