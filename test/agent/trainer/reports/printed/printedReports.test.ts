import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type PrintedReports, Take } from "../../../../../src/gen/macrosweep/v1/agent.ts";
import { heard, printedReports, results } from "../heard.ts";

// What a real script prints: training first, then validation, once an epoch.
const printed = readFileSync(join(import.meta.dirname, "..", "printed-format.txt"), "utf8");

const epoch = "EPOCH (\\d+) RESULTS";
const value = "Macro-F1: ([0-9.]+)";
const section = "VALIDATION:";
const confusion = "Confusion Matrix:";

function patterns(given: Partial<PrintedReports>, firstEpoch = 1) {
  return { ...counted(given), firstEpoch };
}

function counted(given: Partial<PrintedReports>) {
  return { source: { $case: "printed", printed: printedReports(given) } as const };
}

describe("the results of a script that prints them for people", () => {
  it("are the matrices of its validation sections", async () => {
    expect(await results(patterns({ epoch, value, section, confusion }), printed)).toEqual([
      [
        1,
        [
          [250, 30],
          [58, 12],
        ],
      ],
      [
        2,
        [
          [246, 34],
          [49, 21],
        ],
      ],
      [
        3,
        [
          [239, 41],
          [38, 32],
        ],
      ],
    ]);
  });

  it("are the values of the section where no matrix is asked for", async () => {
    expect(await results(patterns({ epoch, value, section }), printed)).toEqual([
      [1, 0.5323],
      [2, 0.5958],
      [3, 0.6529],
    ]);
  });

  it("are those of the training, which comes first, where the document says so", async () => {
    expect(await results(patterns({ epoch, value, take: Take.FIRST }), printed)).toEqual([
      [1, 0.6221],
      [2, 0.6788],
      [3, 0.7232],
    ]);
  });

  it("have the names of the document for their classes", async () => {
    const [first] = await heard(patterns({ epoch, confusion, classes: ["fixation", "saccade"] }), printed);
    expect(first).toMatchObject({ step: 1, classes: ["fixation", "saccade"] });
  });

  it("are counted where no epoch is asked for, up to the last one", async () => {
    expect(await results(counted({ confusion }), printed, 2)).toEqual([
      [
        1,
        [
          [250, 30],
          [58, 12],
        ],
      ],
      [
        2,
        [
          [246, 34],
          [49, 21],
        ],
      ],
    ]);
    expect(await results(counted({ value, section }), printed)).toHaveLength(3);
  });

  it("begin at 1 for a script that counts from 0", async () => {
    const lines = "Epoch 0 macro-F1 0.25\nEpoch 1 macro-F1 nan\nEpoch 2 macro-F1 1e-3.";
    const given = patterns({ epoch: "^Epoch (\\d+)", value: "macro-F1 (\\S+)" }, 0);
    expect(await results(given, lines)).toEqual([
      [1, 0.25],
      [2, Number.NaN],
      [3, 0.001],
    ]);
  });

  it("do not change when they are printed again", async () => {
    const again = `${printed}\nBest model:\n${printed}`;
    expect(await results(patterns({ epoch, section, confusion }), again)).toEqual(
      await results(patterns({ epoch, section, confusion }), printed),
    );
  });

  it("lack the last epoch when the script is cut off in it", async () => {
    const cut = printed.slice(0, printed.lastIndexOf("38"));
    const found = await results(patterns({ epoch, section, confusion }), cut);
    expect(found.map(([step]) => step)).toEqual([1, 2]);
  });

  it("are the value of an epoch whose matrix does not come", async () => {
    const without = printed.replace("[[246  34]\n [ 49  21]]\n", "");
    const found = await results(patterns({ epoch, value, section, confusion }), without);
    expect(found[1]).toEqual([2, 0.5958]);
  });

  it("leave out what comes after the section", async () => {
    const lines = "EPOCH 1 RESULTS\nVALIDATION:\n  Accuracy: 0.9\nTRAINING:\n  Macro-F1: 0.9\nEPOCH 2 RESULTS";
    expect(await results(patterns({ epoch, value, section }), lines)).toEqual([]);
  });

  it("are the last that a progress bar writes over its line", async () => {
    const lines = "Epoch 1: 10% f1 0.1\rEpoch 1: 50% f1 0.2\rEpoch 1: 100% f1 0.3\r\nEpoch 2: 100% f1 0.4\n";
    expect(await results(patterns({ epoch: "Epoch (\\d+)", value: "f1 ([0-9.]+)" }), lines)).toEqual([
      [1, 0.3],
      [2, 0.4],
    ]);
  });
});

describe("what cannot be a result", () => {
  it.each([
    [
      { epoch, confusion: "cm" },
      "cm\n[[0.9 0.1]\n [0.2 0.8]]",
      "confusion: the matrix has shares, not counts (its first row is 0.9 0.1): print the counts",
    ],
    [{ epoch, confusion: "cm" }, "cm\n[[1. 0.]\n [1. 0.]]", "the matrix has shares, not counts (its first row is 1 0)"],
    [{ epoch, confusion: "cm" }, "cm\n[[83.3 16.7]\n [40.0 60.0]]", "the matrix has shares, not counts"],
    [{ epoch, confusion: "cm" }, "cm [[1 2 3]\n [4 5 6]]", "report.confusion: row 0 has 3 counts, must have 2"],
    [
      { epoch, confusion: "cm" },
      "cm\n[[1 2 ... 3]\n ...\n [4 5 ... 6]]",
      "numpy.set_printoptions(threshold=sys.maxsize)",
    ],
    [{ epoch, value: "f1 (\\S+)" }, "f1 good", 'report at line 2: value: "good" is no number'],
    [{ epoch: "(EPOCH)", value: "f1 (\\S+)" }, "f1 0.1", "epoch: NaN must be a whole number from 1"],
  ])("says why: %j", async (given, lines, message) => {
    await expect(heard(patterns(given), `EPOCH 1 RESULTS\n${lines}`)).rejects.toThrow(message);
  });

  it("names firstEpoch for a script that counts from 0", async () => {
    const given = patterns({ epoch: "Epoch (\\d+)", value: "f1 (\\S+)" });
    await expect(heard(given, "Epoch 0 f1 0.1")).rejects.toThrow(
      "epoch: 0 must be a whole number from 1; firstEpoch in the document says where the script begins",
    );
  });
});

it("takes time linear in a line, whatever pattern and line are", async () => {
  // Backtracking takes 2^8000 steps for this one.
  const hostile = `EPOCH 1 RESULTS\n${"a".repeat(8000)}!\n`;
  expect(await results(patterns({ epoch, value: "(a+)+$" }), hostile)).toEqual([]);
});
