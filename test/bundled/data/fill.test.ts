import { describe, expect, it } from "vitest";
import { fill, missingIn } from "../../../src/bundled/data/fill.ts";
import { valuesOf } from "../../../src/bundled/data/values.ts";
import { numbersOf } from "./table.ts";

const _ = Number.NaN;
const gap = (at: number, count = 1) => ({ count, at, first: `value ${at}` });
/** Four rows; as two pieces of two rows. */
const values = (...all: number[]) => {
  const numbers = Float64Array.from(all);
  const half = all.length / 2;
  return valuesOf([numbers.subarray(0, half), numbers.subarray(half)], 4, all.length / 4);
};

describe("missing values", () => {
  it("become the median of their feature in the training rows alone, never of all rows", () => {
    const training = [true, true, true, false];
    const filled = fill(values(1, 10, 5, _, _, 30, 1000, _), [gap(4), gap(3, 2)], training);
    expect(numbersOf(filled)).toEqual([1, 10, 5, 20, 3, 30, 1000, 20]);
    expect(filled.fills).toEqual([3, 20]);
    // Of all rows it would be 5.
    expect(fill(values(1, 10, 5, _, _, 30, 1000, _), [gap(4), gap(3, 2)], [true, true, true, true]).fills[0]).toBe(5);
  });

  it("of a series become the median of its channel over all times", () => {
    // Two times of one channel.
    const filled = fill(values(1, 2, 3, _, 5, 6, 7, 8), [gap(3)], [true, true, true, false]);
    expect(numbersOf(filled)).toEqual([1, 2, 3, 3, 5, 6, 7, 8]);
  });

  it("are refused with the place of the first, and how many there are", () => {
    expect(() => missingIn([gap(4), gap(3, 2)], "refuse")).toThrow("value 3: is missing, and 2 more; fill it in");
    expect(() => missingIn([gap(4), null], "refuse")).toThrow("value 4: is missing; fill it in");
    expect(missingIn([gap(4), gap(3, 2)], "median")).toBe(3);
  });

  it("are refused where the training rows have no value of the feature", () => {
    expect(() => fill(values(1, _, 5, _, 4, 30, 1, 2), [null, gap(1, 2)], [true, true, false, false])).toThrow(
      "value 1: is missing, and so is every value",
    );
  });
});

it("leaves values as they are where none is missing", () => {
  const whole = values(1, 2, 3, 4, 5, 6, 7, 8);
  expect(fill(whole, [null, null], [true, true, true, true])).toEqual({ values: whole, fills: [null, null] });
});
