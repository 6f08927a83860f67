import { describe, expect, it } from "vitest";
import type { Division } from "../../../src/bundled/data/divide.ts";
import { partsOf } from "../../../src/bundled/data/partsOf.ts";

const division: Division = { val: 0.2, test: 0.2, folds: 0, seed: 0 };
// 80 and 20.
const labels = Array.from({ length: 100 }, (_, row) => (row % 5 === 0 ? "rare" : "often"));
const samples = { labels, groups: null, parts: null };

const rowsIn = (part: string, parts: readonly string[]) => [...parts.keys()].filter((row) => parts[row] === part);
const rareIn = (part: string, parts: readonly string[]) =>
  rowsIn(part, parts).filter((row) => labels[row] === "rare").length;

describe("a replicate", () => {
  const [searched, first, second] = [0, 1, 2].map((replicate) => partsOf(samples, division, { seed: 7, replicate }));

  it("validates on other rows than the search and the other replicates do", () => {
    const [a, b, c] = [searched!, first!, second!].map((parts) => rowsIn("val", parts).join());
    expect(new Set([a, b, c]).size).toBe(3);
  });

  it("has the same test rows as the search", () => {
    expect(rowsIn("test", first!)).toEqual(rowsIn("test", searched!));
    expect(rowsIn("test", second!)).toEqual(rowsIn("test", searched!));
  });

  it("has as many rows of each class in every part as the search", () => {
    for (const parts of [searched!, first!, second!]) {
      expect(["train", "val", "test"].map((part) => rowsIn(part, parts).length)).toEqual([60, 20, 20]);
      expect(["train", "val", "test"].map((part) => rareIn(part, parts))).toEqual([12, 4, 4]);
    }
  });

  it("is divided alike for every trial, whatever its seed", () => {
    expect(partsOf(samples, division, { seed: 8, replicate: 1 })).toEqual(first);
  });

  it("never has a group on both sides", () => {
    const groups = labels.map((_, row) => `p${row >> 2}`);
    const parts = partsOf({ ...samples, groups }, division, { seed: 7, replicate: 1 });
    for (const group of groups) expect(new Set(parts.filter((_, row) => groups[row] === group)).size).toBe(1);
  });

  it("validates on the fold of its seed, of folds of its own", () => {
    const folded = { ...division, folds: 4 };
    const folds = [0, 1, 2, 3].map((seed) => rowsIn("val", partsOf(samples, folded, { seed, replicate: 1 })));
    const before = partsOf(samples, folded, { seed: 0, replicate: 0 });
    const learned = [...rowsIn("train", before), ...rowsIn("val", before)];
    expect(new Set(folds.flat())).toEqual(new Set(learned));
    expect(folds.flat().length).toBe(learned.length);
    expect(folds[0]).not.toEqual(rowsIn("val", before));
  });

  it("keeps a division that the data says", () => {
    const parts = labels.map((_, row) => (row < 60 ? ("train" as const) : ("val" as const)));
    expect(partsOf({ ...samples, parts }, division, { seed: 7, replicate: 1 })).toEqual(parts);
  });
});
