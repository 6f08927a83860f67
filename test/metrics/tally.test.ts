import { describe, expect, it } from "vitest";
import { collapsed } from "../../src/metrics/tally.ts";
import { confusion, perClass } from "./confusions.ts";

// Class 1 is never predicted, class 2 has no sample but is predicted, class 3 has neither, class 4 is predicted and never right.
const rows = [
  [90, 0, 2, 0, 1],
  [5, 0, 0, 0, 0],
  [0, 0, 0, 0, 0],
  [0, 0, 0, 0, 0],
  [3, 0, 0, 0, 0],
];

describe.each([
  ["confusion counts", confusion(rows)],
  ["per-class counts", perClass(rows)],
])("in %s", (_, counts) => {
  it("the classes with samples that are never predicted are collapsed", () => {
    expect(collapsed(counts)).toEqual([1]);
  });
});
