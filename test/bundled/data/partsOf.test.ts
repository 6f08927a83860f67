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
  const [searched, first, second] = [0, 1, 2].map((replicate) => partsOf(samples, division, { replicate }));

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

  it("never has a group on both sides", () => {
    const groups = labels.map((_, row) => `p${row >> 2}`);
    const parts = partsOf({ ...samples, groups }, division, { replicate: 1 });
    for (const group of groups) expect(new Set(parts.filter((_, row) => groups[row] === group)).size).toBe(1);
  });

  it("validates on a fold of its own until all have had their turn, and then on folds of another division", () => {
    const folded = { ...division, folds: 4 };
    const validated = (replicate: number) => rowsIn("val", partsOf(samples, folded, { replicate }));
    const before = partsOf(samples, folded, { replicate: 0 });
    const learned = [...rowsIn("train", before), ...rowsIn("val", before)].toSorted((a, b) => a - b);
    expect([0, 1, 2, 3].flatMap(validated).toSorted((a, b) => a - b)).toEqual(learned);
    expect([4, 5, 6, 7].flatMap(validated).toSorted((a, b) => a - b)).toEqual(learned);
    expect(validated(4)).not.toEqual(validated(0));
    expect(rowsIn("test", partsOf(samples, folded, { replicate: 5 }))).toEqual(rowsIn("test", before));
  });

  it("keeps a division that the data says", () => {
    const parts = labels.map((_, row) => (row < 60 ? ("train" as const) : ("val" as const)));
    expect(partsOf({ ...samples, parts }, division, { replicate: 1 })).toEqual(parts);
  });
});
