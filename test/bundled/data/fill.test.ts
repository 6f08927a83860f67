import { describe, expect, it } from "vitest";
import { fill } from "../../../src/bundled/data/fill.ts";

const _ = Number.NaN;
const samples = (...values: number[]) => ({
  values: Float64Array.from(values),
  labels: ["a", "a", "b", "b"],
  place: (row: number, value: number) => `row ${row}, value ${value}`,
});

describe("missing values", () => {
  it("become the median of their feature in the training rows alone", () => {
    // Two features; the last row is not trained on.
    const filled = fill(samples(1, 10, 5, _, _, 30, 1000, _), 2, [0, 1, 2], "median");
    expect([...filled.values]).toEqual([1, 10, 5, 20, 3, 30, 1000, 20]);
    expect(filled).toMatchObject({ missing: 3, fills: [3, 20] });
  });

  it("of a series become the median of its channel over all times", () => {
    // Two times of one channel.
    expect([...fill(samples(1, 2, 3, _, 5, 6, 7, 8), 1, [0, 1, 2], "median").values]).toEqual([1, 2, 3, 3, 5, 6, 7, 8]);
  });

  it("are refused with the place of the first, and how many there are", () => {
    expect(() => fill(samples(1, 10, 5, _, _, 30, 1, 2), 2, [0, 1], "refuse")).toThrow(
      "row 1, value 1: is missing, and 1 more; fill it in",
    );
    expect(() => fill(samples(1, 10, 5, _, 4, 30, 1, 2), 2, [0, 1], "refuse")).toThrow(
      "row 1, value 1: is missing; fill it in",
    );
  });

  it("are refused where the training rows have no value of the feature", () => {
    expect(() => fill(samples(1, _, 5, _, 4, 30, 1, 2), 2, [0, 1], "median")).toThrow(
      "row 0, value 1: is missing, and so is every value",
    );
  });
});

it("leaves values as they are where none is missing", () => {
  const whole = samples(1, 2, 3, 4, 5, 6, 7, 8);
  expect(fill(whole, 2, [0], "refuse")).toEqual({ values: whole.values, missing: 0, fills: [null, null] });
});

it("refuses a value that is infinite", () => {
  expect(() => fill(samples(1, 2, 3, 4, 5, 6, -1 / 0, 8), 2, [0], "median")).toThrow(
    "row 3, value 0: -Infinity must be a finite number",
  );
});
