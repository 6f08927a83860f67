import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { interval } from "../../src/metrics/interval.ts";
import { type Measured, measure, readMetric } from "../../src/metrics/metric.ts";
import { anyMatrix, confusion, smoothMatrix } from "./confusions.ts";

function measured(name: string, rows: readonly (readonly number[])[]): Measured {
  return measure(readMetric(name), { counts: confusion(rows), classes: [], scalars: {}, value: null });
}

const permuted = anyMatrix.chain((rows) => {
  const order = rows.map((_, index) => index);
  return fc.record({
    rows: fc.constant(rows),
    order: fc.shuffledSubarray(order, { minLength: rows.length }),
  });
});

describe.each(["macroF1", "microF1", "weightedF1", "accuracy", "balancedAccuracy", "specificity", "mcc", "kappa"])(
  "%s",
  (name) => {
    it("does not change when the classes change places", () => {
      fc.assert(
        fc.property(permuted, ({ rows, order }) => {
          const before = measured(name, rows);
          const after = measured(
            name,
            order.map((i) => order.map((j) => rows[i]![j]!)),
          );
          expect(after.value).toBeCloseTo(before.value, 12);
          expect(after.error ?? -1).toBeCloseTo(before.error ?? -1, 12);
        }),
      );
    });

    it("stays in its range, and in its interval", () => {
      const { range } = readMetric(name);
      fc.assert(
        fc.property(smoothMatrix, (rows) => {
          const { value } = measured(name, rows);
          const [low, high] = interval(measured(name, rows), range) ?? [value, value];
          expect([range[0], low, value, high, range[1]]).toEqual(
            [range[0], low, value, high, range[1]].toSorted((a, b) => a - b),
          );
        }),
      );
    });

    it("stays in its range where classes are absent or collapsed", () => {
      const [low, high] = readMetric(name).range;
      fc.assert(
        fc.property(anyMatrix, (rows) => {
          const { value } = measured(name, rows);
          expect(value).toBeGreaterThanOrEqual(low);
          expect(value).toBeLessThanOrEqual(high);
        }),
      );
    });

    it("keeps its value and halves its error with four times the samples, where these are many", () => {
      fc.assert(
        fc.property(smoothMatrix, (rows) => {
          const times = (by: number) =>
            measured(
              name,
              rows.map((row) => row.map((count) => by * count)),
            );
          expect(times(4).value).toBeCloseTo(times(1).value, 12);
          expect(times(40_000).error ?? 0).toBeCloseTo((times(10_000).error ?? 0) / 2, 4);
        }),
      );
    });
  },
);
