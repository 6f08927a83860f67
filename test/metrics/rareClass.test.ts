import { describe, expect, it } from "vitest";
import { blakerInterval } from "../../src/metrics/blaker.ts";
import { f1Posterior } from "../../src/metrics/f1Posterior.ts";
import { interval } from "../../src/metrics/interval.ts";
import { type Measured, measure, readMetric } from "../../src/metrics/metric.ts";
import { confusion, perClass } from "./confusions.ts";

function measured(name: string, rows: readonly (readonly number[])[], counted: typeof confusion | typeof perClass) {
  return measure(readMetric(name), { counts: counted(rows), classes: [], scalars: {}, value: null });
}

/** Frequent classes of `many` rows that take each other for 2 %, and a last one of `rows`, which the first misses and is taken for. */
function matrix(classes: number, many: number, rows: number, hits: number, alarms: number): number[][] {
  return Array.from({ length: classes }, (_, i) => {
    if (i === classes - 1)
      return Array.from({ length: classes }, (_, j) => (j === i ? hits : j === 0 ? rows - hits : 0));
    const alarm = i === 0 ? alarms : 0;
    const wrong = Math.round((many * 0.02) / Math.max(1, classes - 2));
    const right = many - alarm - wrong * (classes - 2);
    return Array.from({ length: classes }, (_, j) => (j === i ? right : j === classes - 1 ? alarm : wrong));
  });
}

describe("the interval of a share", () => {
  it.each([2, 4, 8, 10, 30, 100])("holds the truth in 93 to 100 of 100 samples of %i rows", (rows) => {
    const ends = Array.from({ length: rows + 1 }, (_, hits) => blakerInterval(rows, hits));
    const coverages = Array.from({ length: 741 }, (_, i) => {
      const share = 0.25 + i / 1_000;
      let chance = (1 - share) ** rows;
      return ends.reduce((sum, [low, high], hits) => {
        const now = chance;
        chance *= ((rows - hits) / (hits + 1)) * (share / (1 - share));
        return low <= share && share <= high ? sum + now : sum;
      }, 0);
    });
    expect(Math.min(...coverages)).toBeGreaterThan(0.93);
    expect(Math.max(...coverages)).toBeLessThanOrEqual(1 + 1e-9);
  });

  it("has ends that rise with the hits, around their share, and is the same for misses from the other side", () => {
    for (let rows = 1; rows <= 100; rows++) {
      const ends = Array.from({ length: rows + 1 }, (_, hits) => blakerInterval(rows, hits));
      const [lows, highs] = [ends.map(([low]) => low), ends.map(([, high]) => high)];
      expect(lows).toEqual(lows.toSorted((a, b) => a - b));
      expect(highs).toEqual(highs.toSorted((a, b) => a - b));
      expect(ends.every(([low, high], hits) => low <= hits / rows && hits / rows <= high)).toBe(true);
      expect(ends.map(([low]) => 1 - low)).toEqual(highs.toReversed());
    }
  });
});

// numpy: quantiles of 4,000,000 draws of r.beta(hits + .8, misses + .5) and r.gamma(alarms + .5).
it.each([
  [4, 4, 1, 0.5, 0.0003, -0.0005, -0.17926, 0.04157],
  [4, 2, 1, 0.5, 0.0003, -0.0005, -0.19199, 0.14303],
  [10, 9, 2, 1, 0, 0, -0.22153, 0.08981],
  [30, 20, 5, 0.1, 0.0001, -0.0001, -0.01566, 0.01123],
  [2, 0, 3, 0.5, 0.0003, -0.0005, 0.00097, 0.25508],
  [100, 95, 180, 0.5, 0.0003, -0.0005, -0.03398, 0.03091],
])(
  "the posterior of a class of %i rows, %i hits and %i alarms is that of draws",
  (rows, hits, alarms, weight, perHit, perAlarm, low, high) => {
    const found = f1Posterior({ rows, hits, alarms, weight, perHit, perAlarm });
    expect(Math.abs(found[0] - low)).toBeLessThan(0.03 * (high - low));
    expect(Math.abs(found[1] - high)).toBeLessThan(0.03 * (high - low));
  },
);

describe.each([
  ["macroF1", () => "macroF1"],
  ["the F1 of the class", (classes: number) => `f1:${classes - 1}`],
])("where a rare class has most of the variance, the interval of %s", (_, nameOf) => {
  const runs = [2, 4, 10].flatMap((classes) =>
    [40, 400].flatMap((many) =>
      [2, 3, 5, 10, 30, 100]
        .filter((rows) => many >= 4 * rows)
        .flatMap((rows) =>
          [0, 1, 3, 20].map((alarms) =>
            Array.from({ length: rows + 1 }, (_, hits) =>
              measured(nameOf(classes), matrix(classes, many, rows, hits, alarms), confusion),
            ),
          ),
        ),
    ),
  );
  const intervals = (run: readonly Measured[]) => run.map((each) => interval(each, [0, 1])!);

  it("has ends of its own, which may be those of a gamma distribution in part", () => {
    const all = runs.flat();
    expect(all.filter(({ ends }) => ends !== null).length).toBeGreaterThan(0.8 * all.length);
  });

  it("has ends that do not fall with more hits, where the rule comes and goes too", () => {
    const falls = runs.flatMap((run) => {
      const ends = intervals(run);
      return ends.slice(1).filter(([low, high], i) => low < ends[i]![0] - 1e-9 || high < ends[i]![1] - 1e-9);
    });
    expect(falls).toEqual([]);
  });

  it("holds the value, and stays in 0..1", () => {
    const all = runs.flatMap((run) => intervals(run).map(([low, high], i) => [0, low, run[i]!.value, high, 1]));
    expect(all).toEqual(all.map((each) => each.toSorted((a, b) => a - b)));
  });
});

describe("the ends of a rare class", () => {
  it("are those of its recall where nothing else is chance", () => {
    const { ends } = measured("f1:1", matrix(2, 1_000, 10, 9, 0), confusion);
    const [low, high] = blakerInterval(10, 9);
    expect(ends![0]).toBeCloseTo((2 * low) / (1 + low), 2);
    expect(ends![1]).toBeCloseTo((2 * high) / (1 + high), 2);
  });

  it("are the same from counts by class, of which two lose nothing", () => {
    for (const alarms of [0, 3]) {
      const rows = matrix(2, 1_000, 10, 8, alarms);
      const [one, other] = [confusion, perClass].map((counted) => measured("macroF1", rows, counted).ends);
      expect(one![0]).toBeCloseTo(other![0], 9);
      expect(one![1]).toBeCloseTo(other![1], 9);
    }
  });

  it.each([
    ["another class has less than four times its rows", "macroF1", matrix(2, 39, 10, 8, 1)],
    ["it has more than 100 rows", "macroF1", matrix(2, 1_000, 101, 80, 1)],
    ["the others have most of the variance", "macroF1", matrix(3, 400, 100, 100, 0)],
    ["the metric is of another class", "f1:0", matrix(2, 1_000, 10, 8, 1)],
    ["the metric is no mean of F1 scores", "balancedAccuracy", matrix(2, 1_000, 10, 8, 1)],
  ])("are not there where %s", (_, name, rows) => {
    const { error, ends } = measured(name, rows, confusion);
    expect(error).toBeGreaterThan(0);
    expect(ends).toBeNull();
  });
});
