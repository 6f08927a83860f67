import { describe, expect, it } from "vitest";
import { BracketedMatrix } from "../../../../../../src/agent/trainer/reports/printed/matrix/bracketed.ts";

/** What each line completes. */
function taken(...lines: string[]) {
  const matrix = new BracketedMatrix();
  return lines.map((line) => matrix.take(line)).filter((rows) => rows !== null);
}

describe("a matrix", () => {
  // The texts are what NumPy 2.4, PyTorch 1.13 and Python 3.11 print.
  it.each([
    ["NumPy", ["[[250  30]", " [ 58  12]]"]],
    ["the repr of NumPy", ["array([[250,  30],", "       [ 58,  12]])"]],
    ["PyTorch", ["tensor([[250,  30],", "        [ 58,  12]])"]],
    ["a list", ["matrix: [[250, 30], [58, 12]] (rows are true classes)"]],
    ["NumPy, of floats", ["[[250.  30.]", " [ 58.  12.]]"]],
    ["NumPy, of large floats", ["[[2.5e+02 3.0e+01]", " [5.8e+01 1.2e+01]]"]],
    ["another thread in between", ["[[250  30]", "saving to best.pt", " [ 58  12]]"]],
    ["an empty line in between", ["[[250  30]", "", " [ 58  12]]"]],
  ])("is read as %s prints it", (_, lines) => {
    expect(taken(...lines)).toEqual([
      [
        [250, 30],
        [58, 12],
      ],
    ]);
  });

  // print(np.arange(64).reshape(2, 32)) in 75 columns.
  it("is read when its rows are too wide for one line", () => {
    const lines = [
      "[[ 0  1  2  3  4  5  6  7  8  9 10 11 12 13 14 15 16 17 18 19 20 21 22 23",
      "  24 25 26 27 28 29 30 31]",
      " [32 33 34 35 36 37 38 39 40 41 42 43 44 45 46 47 48 49 50 51 52 53 54 55",
      "  56 57 58 59 60 61 62 63]]",
    ];
    const numbers = Array.from({ length: 64 }, (_, i) => i);
    expect(taken(...lines)).toEqual([[numbers.slice(0, 32), numbers.slice(32)]]);
  });

  it("is given up when it does not end, and the next one is read", () => {
    const endless = ["[[1 2 3", ...Array.from({ length: 30_000 }, () => "4 5 6 7 8")];
    expect(taken(...endless, " 9]]")).toEqual([]);
    expect(taken(...endless, "[[1 2]", " [3 4]]")).toEqual([
      [
        [1, 2],
        [3, 4],
      ],
    ]);
  });

  it("is none while a bracket is open, and none of text", () => {
    expect(taken("[[1 2]", " [3 4]")).toEqual([]);
    expect(taken("[[see below]]", "[0.85 0.21]")).toEqual([]);
  });
});
