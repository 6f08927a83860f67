import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Division, divide } from "../../../src/bundled/data/divide.ts";

const usual: Division = { val: 0.2, test: 0.2, folds: 0, seed: 0 };

/** So many labels of each name. */
const labels = (counts: Record<string, number>) =>
  Object.entries(counts).flatMap(([name, count]) => new Array<string>(count).fill(name));

/** Rows of each class and part, such as "N train". */
function table(of: readonly string[], parts: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  of.forEach((label, row) => {
    const key = `${label} ${parts[row]}`;
    counts[key] = (counts[key] ?? 0) + 1;
  });
  return counts;
}

describe("lone rows are divided", () => {
  it("with the same shares of each class in every part", () => {
    const rows = labels({ N: 1000, S: 100, V: 20, F: 5 });
    expect(table(rows, divide(rows, null, usual, 0))).toEqual({
      "N train": 600,
      "N val": 200,
      "N test": 200,
      "S train": 60,
      "S val": 20,
      "S test": 20,
      "V train": 12,
      "V val": 4,
      "V test": 4,
      "F train": 3,
      "F val": 1,
      "F test": 1,
    });
  });

  it("so that a class of three is in all parts, of two in train and val, of one in train", () => {
    const rows = labels({ a: 50, b: 3, c: 2, d: 1 });
    const { "a train": _a, "a val": _b, "a test": _c, ...rare } = table(rows, divide(rows, null, usual, 0));
    expect(rare).toEqual({ "b train": 1, "b val": 1, "b test": 1, "c train": 1, "c val": 1, "d train": 1 });
  });

  it("in the same way for the same seed, and in another for another", () => {
    const rows = labels({ a: 50, b: 20 });
    expect(divide(rows, null, usual, 0)).toEqual(divide(rows, null, usual, 0));
    expect(divide(rows, null, { ...usual, seed: 1 }, 0)).not.toEqual(divide(rows, null, usual, 0));
  });

  it("into folds, of which each row validates one", () => {
    const rows = labels({ a: 50, b: 20 });
    const folds = [0, 1, 2, 3, 4].map((fold) => divide(rows, null, { ...usual, test: 0, folds: 5 }, fold));
    expect(rows.map((_, row) => folds.filter((parts) => parts[row] === "val").length)).toEqual(rows.map(() => 1));
    expect(folds.map((parts) => table(rows, parts)["b val"])).toEqual([4, 4, 4, 4, 4]);
  });

  it("with the same test rows in every fold", () => {
    const rows = labels({ a: 50, b: 20 });
    const tests = [0, 1, 2].map((fold) =>
      divide(rows, null, { ...usual, folds: 3 }, fold).map((part) => part === "test"),
    );
    expect(tests[1]).toEqual(tests[0]);
    expect(tests[2]).toEqual(tests[0]);
    expect(tests[0]!.filter(Boolean).length).toBe(14);
  });
});

describe("groups", () => {
  it("are never on both sides, whatever their sizes and classes", () => {
    const row = fc.tuple(fc.constantFrom("a", "b", "c"), fc.integer({ min: 0, max: 8 }).map(String));
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 80 }), fc.constantFrom(0, 3), (rows, folds) => {
        const groups = rows.map(([, group]) => group);
        const parts = divide(
          rows.map(([label]) => label),
          groups,
          { ...usual, folds },
          0,
        );
        for (const group of groups) {
          expect(new Set(parts.filter((_, at) => groups[at] === group)).size).toBe(1);
        }
      }),
    );
  });

  it("are divided by their rare classes first: each part gets its share of them", () => {
    // 30 patients with 40 beats each; every third one has 4 of the rare kind.
    const rows = Array.from({ length: 1200 }, (_, at) => {
      const patient = Math.floor(at / 40);
      return { group: `p${patient}`, label: patient % 3 === 0 && at % 40 < 4 ? "V" : "N" };
    });
    const parts = divide(
      rows.map(({ label }) => label),
      rows.map(({ group }) => group),
      usual,
      0,
    );
    const {
      "V train": train,
      "V val": val,
      "V test": test,
    } = table(
      rows.map(({ label }) => label),
      parts,
    );
    expect([train, val, test]).toEqual([24, 8, 8]);
  });
});
