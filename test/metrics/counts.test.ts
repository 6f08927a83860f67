import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { invalid } from "../../src/error.ts";
import { type Counts, checkCounts, classCount } from "../../src/metrics/counts.ts";
import { anyMatrix, confusion, perClass } from "./confusions.ts";

function mistakes(counts: Counts): string {
  return invalid(checkCounts(counts, "report.counts")).message;
}

function zeros(length: number): number[] {
  return new Array<number>(length).fill(0);
}

describe("counts", () => {
  it("have as many classes as they declare, with or without samples", () => {
    expect(
      classCount(
        confusion([
          [1, 0, 0],
          [0, 1, 0],
          [0, 0, 0],
        ]),
      ),
    ).toBe(3);
    expect(classCount({ kind: "perClass", tp: [1, 0], fp: [0, 0], fn: [0, 0] })).toBe(2);
  });

  it("are fine for any matrix with a sample, and for its per-class counts", () => {
    fc.assert(
      fc.property(anyMatrix, (rows) => {
        expect(checkCounts(confusion(rows), "counts")).toEqual([]);
        expect(checkCounts(perClass(rows), "counts")).toEqual([]);
      }),
    );
  });

  it("are fine at their bounds", () => {
    expect(checkCounts({ kind: "confusion", classes: 100, cells: [4294967295, ...zeros(9999)] }, "counts")).toEqual([]);
    const none = zeros(10_000);
    expect(checkCounts({ kind: "perClass", tp: none.map(() => 4294967295), fp: none, fn: none }, "counts")).toEqual([]);
  });

  it.each<[string, Counts, string]>([
    [
      "one class",
      { kind: "confusion", classes: 1, cells: [5] },
      "report.counts.classes: 1 must be from 2 to 100 classes",
    ],
    [
      "101 classes as confusion counts",
      { kind: "confusion", classes: 101, cells: zeros(101 * 101) },
      "report.counts.classes: 101 must be from 2 to 100 classes",
    ],
    [
      "half a class",
      { kind: "confusion", classes: 2.5, cells: zeros(6) },
      "report.counts.classes: 2.5 must be from 2 to 100 classes",
    ],
    [
      "cells that are not square",
      { kind: "confusion", classes: 2, cells: [1, 2, 3, 4, 5, 6] },
      "report.counts.cells: 6 must be 4 cells, 2 for each class",
    ],
    [
      "a negative cell",
      { kind: "confusion", classes: 2, cells: [1, 2, -3, 4] },
      "report.counts.cells[2]: -3 must be a whole number from 0 to 4294967295",
    ],
    [
      "half a sample",
      { kind: "confusion", classes: 2, cells: [1, 0.5, 3, 4] },
      "report.counts.cells[1]: 0.5 must be a whole number from 0 to 4294967295",
    ],
    [
      "NaN",
      { kind: "confusion", classes: 2, cells: [1, 2, 3, Number.NaN] },
      "report.counts.cells[3]: NaN must be a whole number from 0 to 4294967295",
    ],
    [
      "more than the wire format holds",
      { kind: "confusion", classes: 2, cells: [4294967296, 2, 3, 4] },
      "report.counts.cells[0]: 4294967296 must be a whole number from 0 to 4294967295",
    ],
    [
      "many bad cells, by the first one",
      { kind: "confusion", classes: 2, cells: [-1, -2, -3, -4] },
      "report.counts.cells[0]: -1 must be a whole number from 0 to 4294967295",
    ],
    [
      "no sample at all",
      { kind: "confusion", classes: 2, cells: [0, 0, 0, 0] },
      "report.counts: must count at least one sample",
    ],
    [
      "no sample at all, per class",
      { kind: "perClass", tp: [0, 0], fp: [0, 0], fn: [0, 0] },
      "report.counts: must count at least one sample",
    ],
    [
      "empty per-class counts",
      { kind: "perClass", tp: [], fp: [], fn: [] },
      "report.counts.tp: 0 must be from 2 to 10000 classes",
    ],
    [
      "10,001 classes",
      { kind: "perClass", tp: zeros(10_001), fp: zeros(10_001), fn: zeros(10_001) },
      "report.counts.tp: 10001 must be from 2 to 10000 classes",
    ],
    [
      "arrays of different length, each of them",
      { kind: "perClass", tp: [1, 2], fp: [0], fn: [0, 0, 0] },
      "report.counts.fp: 1 must be 2 numbers, as many as in tp\nreport.counts.fn: 3 must be 2 numbers, as many as in tp",
    ],
    [
      "bad numbers, one of each array",
      { kind: "perClass", tp: [1, -2], fp: [0.1, 0], fn: [0, 0] },
      "report.counts.tp[1]: -2 must be a whole number from 0 to 4294967295\nreport.counts.fp[0]: 0.1 must be a whole number from 0 to 4294967295",
    ],
    [
      "several labels a sample",
      { kind: "perClass", tp: [5, 5], fp: [1, 2], fn: [2, 2] },
      "sum of report.counts.fp: 3 must be the sum of fn, 4: each sample has one true and one predicted class",
    ],
    [
      "a class whose samples are wrong for itself",
      { kind: "perClass", tp: [5, 5, 5], fp: [3, 0, 1], fn: [3, 1, 0] },
      "report.counts.fp[0]: 3 must be at most 1, the false negatives of all other classes",
    ],
  ])("are refused with %s", (_, counts, message) => {
    expect(mistakes(counts)).toBe(message);
  });
});
