import fc from "fast-check";
import type { Counts } from "../../src/metrics/counts.ts";

/** Confusion counts from a matrix as one writes it: a row a true class, a column a predicted class. */
export function confusion(rows: readonly (readonly number[])[]): Counts & { kind: "confusion" } {
  return { kind: "confusion", classes: rows.length, cells: rows.flat() };
}

/** The per-class counts of the same samples. */
export function perClass(rows: readonly (readonly number[])[]): Counts & { kind: "perClass" } {
  const classes = rows.map((_, index) => index);
  const others = (index: number) => classes.filter((other) => other !== index);
  return {
    kind: "perClass",
    tp: classes.map((index) => rows[index]![index]!),
    fp: classes.map((index) => others(index).reduce((sum, other) => sum + rows[other]![index]!, 0)),
    fn: classes.map((index) => others(index).reduce((sum, other) => sum + rows[index]![other]!, 0)),
  };
}

const anyCount = fc.oneof(fc.constant(0), fc.nat(20), fc.nat(5000));

/** Matrices of 2 to 10 classes with at least one sample; absent, collapsed and never hit classes are frequent. */
export const anyMatrix: fc.Arbitrary<number[][]> = fc
  .integer({ min: 2, max: 10 })
  .chain((classes) => fc.array(row(classes), { minLength: classes, maxLength: classes }))
  .filter((rows) => rows.flat().some((count) => count > 0));

/** Matrices where every class is hit at least once, so that no metric is 0/0. */
export const smoothMatrix: fc.Arbitrary<number[][]> = anyMatrix.map((rows) =>
  rows.map((row, i) => row.map((count, j) => (i === j ? count + 1 : count))),
);

function row(classes: number): fc.Arbitrary<number[]> {
  return fc.oneof(
    fc.array(anyCount, { minLength: classes, maxLength: classes }),
    fc.constant(new Array<number>(classes).fill(0)),
  );
}
