import { describe, expect, it } from "vitest";
import { AnnouncedMatrix } from "../../../../../../src/agent/trainer/reports/printed/announcedMatrix.ts";

/** What the lines after an announcement make, and whether they made it before the end. */
function taken(text: string) {
  const matrix = new AnnouncedMatrix();
  for (const line of text.split("\n")) {
    const rows = matrix.take(line, null);
    if (rows !== null) return rows;
  }
  return matrix.finish();
}

const two = [
  [250, 30],
  [58, 12],
];

describe("a matrix that is printed for people", () => {
  // As the programs print them: pandas 3 (frame, crosstab, margins), tabulate, savetxt, R's caret, scikit-learn's ravel.
  it.each([
    ["pandas", "        normal  fault\nnormal     250     30\nfault       58     12", ["normal", "fault"]],
    ["pandas, numbers", "     0   1\n0  250  30\n1   58  12", []],
    ["crosstab", "predicted    0   1\nactual           \n0          250  30\n1           58  12", []],
    ["crosstab, names", "pred    N   V\ntrue         \nN     250  30\nV      58  12", ["N", "V"]],
    [
      "crosstab, sums",
      "pred    0   1  All\ntrue              \n0     250  30  280\n1      58  12   70\nAll   308  42  350",
      [],
    ],
    ["crosstab, turned", "true    N   V\npred         \nN     250  58\nV      30  12", ["N", "V"]],
    ["caret", "          Reference\nPrediction   N   V\n         N 250  58\n         V  30  12", ["N", "V"]],
    ["rows", "[250, 30]\n[58, 12]", []],
    ["rows of NumPy", "[250  30]\n[58 12]", []],
    ["savetxt", "250 30\n58 12", []],
    ["CSV", "250,30\n58,12", []],
    ["a pipe table", "|   | N   | V  |\n|---|-----|----|\n| N | 250 | 30 |\n| V | 58  | 12 |", ["N", "V"]],
    ["a grid", "+-----+----+\n| 250 | 30 |\n+-----+----+\n|  58 | 12 |\n+-----+----+", []],
    ["tabs", "\tN\tV\nN\t250\t30\nV\t58\t12", ["N", "V"]],
    ["floats", "       N     V\nN  250.0  30.0\nV   58.0  12.0", ["N", "V"]],
    ["a line in between", "   N   V\nN 250  30\nsaving to best.pt\nV  58  12", ["N", "V"]],
    ["names", "TN: 250  FP: 30  FN: 58  TP: 12", []],
    ["names on lines", "TP = 12\nTN = 250\nFP = 30\nFN = 58", []],
    ["names in a row", "(tn, fp, fn, tp) = (250, 30, 58, 12)", []],
    ["names above", "TP FP FN TN\n12 30 58 250", []],
    ["long names", "True Negatives: 250\nFalse Positives: 30\nFalse Negatives: 58\nTrue Positives: 12", []],
    ["a dict", "{'tn': 250, 'fp': 30, 'fn': 58, 'tp': 12}", []],
    ["brackets", "[[250  30]\n [ 58  12]]", []],
  ])("is read as %s", (_, text, names) => {
    expect(taken(text)).toEqual({ rows: two, names });
  });

  it("has three classes", () => {
    const frame =
      "        normal  warn  fault\nnormal     243    40     17\nwarn        12    44      4\nfault        3     5      4";
    expect(taken(frame)).toEqual({
      rows: [
        [243, 40, 17],
        [12, 44, 4],
        [3, 5, 4],
      ],
      names: ["normal", "warn", "fault"],
    });
  });

  // Python's logging with a formatter, line by line; the minute turns within the table.
  it.each([
    ["names", ["     N   V", "N  250  30", "V   58  12"], ["N", "V"]],
    ["no names", ["250 30", " 58 12"], []],
    ["brackets", ["[[250  30]", " [ 58  12]]"], []],
  ])("is read behind what a logger writes before each line: %s", (_, rows, names) => {
    const matrix = new AnnouncedMatrix();
    const announcement = "2026-11-29 21:59:59,998 INFO train: confusion";
    const [start, end] = [announcement.indexOf("confusion"), announcement.length];
    const announced = { text: "confusion", textStart: start, textEnd: end, start, end };
    expect(matrix.take(announcement, announced)).toBeNull();
    const lines = rows.map((row, at) => `2026-11-29 22:00:00,00${at} INFO train: ${row}`);
    const found = lines.map((line) => matrix.take(line, null)).find((one) => one !== null) ?? matrix.finish();
    expect(found).toEqual({ rows: two, names });
  });

  it("has a column of zeros for a class that is never predicted", () => {
    const crosstab = "pred    0  1\ntrue        \n0     250 30\n1      58 12\n2       7  3";
    expect(taken(crosstab)?.rows).toEqual([
      [250, 30, 0],
      [58, 12, 0],
      [7, 3, 0],
    ]);
  });

  it("has its columns in the order of its rows", () => {
    expect(taken("   V   N\nN 30 250\nV 12  58\nepoch 2")).toEqual({ rows: two, names: ["N", "V"] });
  });

  it("is not yet whole while it may go on, and whole with the first line that is none of it", () => {
    const matrix = new AnnouncedMatrix();
    for (const line of ["pred 0 1", "true", "0 250 30", "1 58 12"]) expect(matrix.take(line, null)).toBeNull();
    expect(matrix.take("epoch took 3 s", null)?.rows).toEqual(two);
  });

  it.each([
    ["[[0.86 0.14]\n [0.83 0.17]]", "the matrix has shares, not counts (its first row is 0.86 0.14): print the counts"],
    ["     N     V\nN 0.86  0.14\nV 0.83  0.17", "the matrix has shares, not counts"],
    ["     N     V\nN 89.3% 10.7%", '"N 89.3% 10.7%" has percents, not counts: print the counts'],
    ["[[89.3 %, 10.7 %]", "has percents, not counts"],
    ["| N | 89% | 11% |", "has percents, not counts"],
    ["   0  1  ...  9\n0  5  1  ...  0", "the matrix is printed in part: print it whole"],
  ])("is refused: %s", (text, message) => {
    expect(() => taken(text)).toThrow(message);
  });

  it.each([
    "accuracy 0.93\nloss 0.2",
    "epoch 2\nlr 0.001",
    "see the file cm.png",
    "gpu 30% memory 40%\n 45%|####     | 3/7 12%",
    "one\ntwo\nthree\nfour\nfive\n1 2\n3 4",
  ])("is none: %j", (text) => {
    expect(taken(text)).toBeNull();
  });
});
