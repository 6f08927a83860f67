import { describe, expect, it } from "vitest";
import { type PrintedReports, Split, Take } from "../../../../../src/gen/macrosweep/v1/agent.ts";
import { printedReports, results } from "../heard.ts";

// What scripts of people print, and what is to be made of it.

const epoch = "Epoch (\\d+)";

const read = (given: Partial<PrintedReports>, text: string, firstEpoch = 1, epochs = 27) => {
  const numbered = given.epoch === undefined ? undefined : firstEpoch;
  return results({ source: { $case: "printed", printed: printedReports(given) }, firstEpoch: numbered }, text, epochs);
};

describe("a number in a line", () => {
  it.each([
    ["with an exponent", "val_loss: ([0-9.]+)", "val_loss: 3.333e-04", 3.333e-4],
    ["with a sign that the pattern leaves out", "MCC=.([0-9.]+)", "MCC=-0.25", -0.25],
    ["at the end of a sentence", "F1 (\\S+)", "F1 0.53.", 0.53],
    ["in a list", "\\d+,([0-9.]+)", "3,0.5321,0.61", 0.5321],
    ["in percent", "F1: ([0-9.]+)%", "F1: 28.70%", 0.287],
    ["in percent, with a space", "F1: ([0-9.]+)\\s*%", "F1: 28.70 %", 0.287],
    ["in percent, in the group", "F1: (\\S+)", "F1: 28.70%", 0.287],
    ["in percent, by the name", "F1 \\(%\\): ([0-9.]+)", "F1 (%): 28.70", 0.287],
    ["in a row of CSV", "\\d+,([0-9.]+)", "3,0,0.8", 0],
    ["with the sign of typesetters", "MCC (\\S+)", "MCC \u22120.25", -0.25],
    ["behind a date", "F1=([0-9.]+)", "2026-11-29 F1=0.5", 0.5],
    ["without a zero", "F1 ([0-9.]+)", "F1 .53", 0.53],
    ["with an en dash for its sign", "MCC (\\S+)", "MCC \u20130.25", -0.25],
    ["in percent, by a word", "F1: ([0-9.]+) percent", "F1: 28.70 percent", 0.287],
    ["before another one", "F1 ([0-9.]+)", "F1 0.53 -> 0.61", 0.53],
    ["before the best so far", "F1 ([0-9.]+)", "F1 0.53/0.61", 0.53],
    ["behind a separator", "F1 - ([0-9.]+)", "F1 - 0.53", 0.53],
    ["of NumPy", "F1 (\\S+)", "F1 np.float64(0.53)", 0.53],
    ["behind a dash", "F1-([0-9.]+)", "macro-F1-0.53", 0.53],
  ])("is the whole number that stands there: %s", async (_, value, text, number) => {
    const [[, read1] = []] = await read({ epoch, value }, `Epoch 1 ${text}`);
    expect(read1).toBeCloseTo(number as number, 12);
  });

  it("may have a decimal comma where the document says so", async () => {
    const given = { epoch, value: "F1: ([0-9,]+)", decimalComma: true };
    expect(await read(given, "Epoch 1 F1: 0,2870\nEpoch 2 F1: 1,5e-1")).toEqual([
      [1, 0.287],
      [2, 0.15],
    ]);
    // The pattern stops at the comma; the number does not.
    expect(await read({ ...given, value: "F1: ([0-9.]+)" }, "Epoch 1 F1: 0,2870")).toEqual([[1, 0.287]]);
  });

  it.each([
    [
      "F1: ([0-9.]+)",
      "F1: 0,2870",
      '"0,2870" is not surely one number, and "0" is a part of it; for a decimal comma say decimal: comma',
    ],
    ["F1: ([0-9.,]+)", "F1: 0,2870", '"0,2870" is not surely one number'],
    ["F1: ([0-9.,]+)", "F1: 1.234,5", '"1.234,5" is not surely one number'],
    ["F1: ([0-9,]+)", "F1: 1,234,567", '"1,234,567" is not surely one number'],
    ["F1: (\\d+)", "F1: 0.53", '"0.53" stands there, of which the pattern took "0" only'],
    ["F1: (\\d\\.\\d\\d)", "F1: 0.5321", '"0.5321" stands there, of which the pattern took "0.53" only'],
    ["F1: \\d(\\.\\d+)", "F1: 1.53", '"1.53" stands there, of which the pattern took ".53" only'],
    ["F1: (\\S+)", "F1: 1.2.3", '"1.2.3" stands there'],
    ["F1: ([0-9.]+)", "F1: 28.7%", '"28.7" is followed by %: take the % into the pattern'],
    ["F1: (\\S+)", "F1: info", '"info" is no number'],
    ["hits: ([0-9.]+)", "hits: 37/100", '"37/100" stands there, of which the pattern took "37" only'],
    ["loss: ([0-9.]+)", "loss: 1'234.5", `"1'234.5" stands there`],
    ["loss: ([0-9.]+)", "loss: 1_234", '"1_234" stands there'],
    ["loss: ([0-9.]+)", "loss: 1\u00a0234.5", '"1\u00a0234.5" stands there'],
    ["loss: ([0-9.]+)", "loss: 1.5k", '"1.5k" stands there'],
    ["loss: ([0-9.]+)", "loss: 0x1F", '"0x1F" stands there'],
    ["loss: ([0-9.]+)", "loss: 1.5D-03", '"1.5D-03" stands there'],
    ["loss: ([0-9.]+)", "loss: 1.5 x 10^-3", '"1.5 x 10^-3" stands there'],
    ["F1: ([0-9.]+)", "F1: 287\u2030", '"287\u2030" stands there'],
    ["MCC: \\D*([0-9.]+)", "MCC: - 0.25", '"- 0.25" stands there'],
    ["F1: ([0-9.]+)", "F1: 28.7 percent", '"28.7" is followed by percent'],
    ["F1: ([0-9.]+)", "F1: 28.7\uff05", '"28.7" is followed by \uff05'],
  ])("is refused when the pattern %s takes a part of %s", async (value, text, message) => {
    await expect(read({ epoch, value }, `Epoch 1 ${text}`)).rejects.toThrow(message);
  });

  it("is refused with a point where the document says comma", async () => {
    const given = { epoch, value: "F1: (\\S+)", decimalComma: true };
    await expect(read(given, "Epoch 1 F1: 0.287")).rejects.toThrow('"0.287" is no number with a decimal comma');
  });

  it("of an epoch is whole too", async () => {
    await expect(read({ epoch: "Epoch (\\d)", value: "F1 (\\S+)" }, "Epoch 12 F1 0.5")).rejects.toThrow(
      'report at line 1: epoch: "12" stands there, of which the pattern took "1" only',
    );
  });
});

describe("where a result stands", () => {
  const value = "macro-F1 ([0-9.]+)";
  const first = "val macro-F1 0.1\n=== Epoch 1 done in 3.2s ===\nval macro-F1 0.2\n=== Epoch 2 done in 3.2s ===";
  const values = [
    [1, 0.1],
    [2, 0.2],
  ];

  it("is before its epoch's line where the document says so", async () => {
    expect(await read({ epoch, value, split: Split.BEFORE }, first)).toEqual(values);
  });

  it("is in that line, whatever stands first in it", async () => {
    const lines = "macro-F1 0.1 (Epoch 1)\nEpoch 2: macro-F1 0.2";
    expect(await read({ epoch, value }, lines)).toEqual(values);
    expect(await read({ epoch, value, split: Split.BEFORE }, lines)).toEqual(values);
  });

  it("is refused when it could be either, with both readings", async () => {
    await expect(read({ epoch, value }, first)).rejects.toThrow(
      "report at line 2: 0.1 (line 1) stands before the first line of an epoch: it is of that epoch (split: before) or of none (split: after)",
    );
  });

  it("is of no epoch before the first one where the document says after", async () => {
    const lines = `sanity check: macro-F1 0.05\nEpoch 1\nmacro-F1 0.1\nEpoch 2\nmacro-F1 0.2`;
    expect(await read({ epoch, value, split: Split.AFTER }, lines)).toEqual(values);
    // A result in the epoch's line says it too.
    expect(
      await read({ epoch, value }, `sanity check: macro-F1 0.05\nEpoch 1 macro-F1 0.1\nEpoch 2 macro-F1 0.2`),
    ).toEqual(values);
  });

  it("is before its line for a matrix too", async () => {
    const lines = "cm\n[[5 1]\n [2 3]]\nEpoch 1\ncm\n 6 0\n 2 3\nEpoch 2";
    expect(await read({ epoch, confusion: "cm", split: Split.BEFORE }, lines)).toEqual([
      [
        1,
        [
          [5, 1],
          [2, 3],
        ],
      ],
      [
        2,
        [
          [6, 0],
          [2, 3],
        ],
      ],
    ]);
  });
});

describe("several results of one epoch", () => {
  const value = "f1: ([0-9.]+)";
  const lines = "Epoch 1\nf1: 0.1\nf1: 0.3\nEpoch 2\nf1: 0.2\nf1: 0.4\nEpoch 3\nf1: 0.3\nf1: 0.5";

  it("are refused, with how to say which counts", async () => {
    await expect(read({ epoch, value }, lines)).rejects.toThrow(
      "report at line 3: epoch 1 has two results, 0.1 (line 2) and 0.3 (line 3): which counts? take: first or last; or say what tells it: a narrower pattern, section:, ignore:, or rank: where several processes print",
    );
  });

  it("are one where they are the same, and where the document says which", async () => {
    expect(await read({ epoch, value }, lines.replaceAll(/f1: 0\.([345])\n(?=E|$)/g, ""))).toHaveLength(3);
    const taken = async (take: Take) => (await read({ epoch, value, take }, lines)).map(([, value]) => value);
    expect(await taken(Take.FIRST)).toEqual([0.1, 0.2, 0.3]);
    expect(await taken(Take.LAST)).toEqual([0.3, 0.4, 0.5]);
  });

  it("are none of the test set where the last of each epoch counts", async () => {
    const epochs = "Epoch 1\nf1: 0.1\nEpoch 2\nf1: 0.2\n";
    const given = { epoch, value, take: Take.LAST };
    await expect(read(given, `${epochs}TEST f1: 0.9`)).rejects.toThrow('"TEST f1: 0.9", unlike 0.1 (line 2)');
    await expect(read(given, `${epochs}Test:\nf1: 0.9`)).rejects.toThrow('0.9 stands below "Test:" (line 5)');
    expect(await read(given, epochs.replaceAll("f1", "test f1"))).toHaveLength(2);
  });

  it("are one of an epoch and a summary behind the last one", async () => {
    expect(await read({ epoch, value }, "Epoch 1 f1: 0.1\nEpoch 2 f1: 0.2\nTEST f1: 0.9\nbest f1: 0.2")).toEqual([
      [1, 0.1],
      [2, 0.2],
    ]);
  });

  it("are those of process 0 where the document says where its number stands", async () => {
    const lines = "[rank1] Epoch 1 f1: 0.3\n[rank0] Epoch 1 f1: 0.1\n[rank0] Epoch 2 f1: 0.2\n[rank1] Epoch 2 f1: 0.4";
    await expect(read({ epoch, value }, lines)).rejects.toThrow(
      "epoch 1 has two results, 0.3 (line 1) and 0.1 (line 2)",
    );
    expect(await read({ epoch, value, rank: "\\[rank(\\d+)\\]" }, lines)).toEqual([
      [1, 0.1],
      [2, 0.2],
    ]);
  });

  it("are refused when a second fold begins, unless the first is asked for", async () => {
    const lines = "Epoch 1 f1: 0.1\nEpoch 2 f1: 0.2\nEpoch 1 f1: 0.3\nEpoch 2 f1: 0.4";
    await expect(read({ epoch, value }, lines)).rejects.toThrow(
      "epoch 2 comes again with another result, 0.4 (line 4): a second fold, or another process? take: first reads the first",
    );
    expect(await read({ epoch, value, take: Take.FIRST }, lines)).toEqual([
      [1, 0.1],
      [2, 0.2],
    ]);
  });
});

describe("results that are counted", () => {
  const value = "macro-F1 ([0-9.]+)";

  it("are not those of the test set", async () => {
    const lines = "macro-F1 0.1\nmacro-F1 0.2\nearly stopping\nTEST macro-F1 0.99";
    await expect(read({ value }, lines)).rejects.toThrow(
      'report at line 4: "TEST macro-F1 0.99", unlike 0.1 (line 1), is a further epoch or none. None: ignore: "TEST"; an epoch: a pattern from the beginning of the line (^.*)',
    );
    expect(await read({ value, ignore: ["TEST"] }, lines)).toEqual([
      [1, 0.1],
      [2, 0.2],
    ]);
    expect(await read({ value: `^.*${value}` }, lines)).toHaveLength(3);
  });

  it.each([
    ["Test results:", "macro-F1 0.9"],
    ["========= TEST =========", "macro-F1 0.9"],
    ["Testing ...", "accuracy 0.8\n----\nmacro-F1 0.9"],
    ["Final evaluation", "macro-F1 0.9"],
  ])("are not those below a heading that the others lack: %s", async (heading, test) => {
    const lines = `Loading test data ...\nTraining:\nValidation:\nmacro-F1 0.1\nValidation:\nmacro-F1 0.2\n${heading}\n${test}`;
    await expect(read({ value }, lines)).rejects.toThrow(
      `0.9 stands below ${JSON.stringify(heading)} (line 7), unlike the results before: a further epoch or none? section: says below which heading results count`,
    );
  });

  it("may all stand below such a heading", async () => {
    const lines = "Test results:\nmacro-F1 0.1\nTraining ...\nTest results:\nmacro-F1 0.2";
    expect(await read({ value }, lines)).toHaveLength(2);
  });

  it("are not those of another part that is named behind the value", async () => {
    await expect(read({ value }, "macro-F1 0.1 (train)\nmacro-F1 0.2 (val)")).rejects.toThrow('ignore: "val"');
    expect(await read({ value }, "macro-F1 0.1 (val)\nmacro-F1 0.2 (val), final checkpoint saved")).toHaveLength(2);
  });

  it("are not those of the test set where they are matrices either", async () => {
    const matrix = "\n 5 1\n 2 3\n\n";
    const lines = `confusion${matrix}confusion${matrix}TEST confusion${matrix}`;
    await expect(read({ confusion: "confusion" }, lines)).rejects.toThrow('"TEST confusion", unlike a matrix (line 3)');
    const below = `confusion${matrix}confusion${matrix}Test set:\nconfusion${matrix}`;
    await expect(read({ confusion: "confusion" }, below)).rejects.toThrow('below "Test set:" (line 9)');
  });

  it("are the matrices where both are asked for", async () => {
    const lines = [3, 4].map((n) => `macro-F1 0.${n}\nConfusion:\n[[5 1]\n [2 ${n}]]`).join("\n");
    const found = await read({ value, confusion: "Confusion" }, lines);
    expect(found.map(([step, rows]) => [step, rows])).toEqual(
      [3, 4].map((n, i) => [
        i + 1,
        [
          [5, 1],
          [2, n],
        ],
      ]),
    );
  });

  it("are not two of each epoch, as two processes print them that agree", async () => {
    const lines = [1, 2, 3].map((n) => `macro-F1 0.${n}\nmacro-F1 0.${n}`).join("\n");
    await expect(read({ value }, lines)).rejects.toThrow("line 6: every result came twice so far");
    // A model that learns nothing says the same again and again.
    expect(await read({ value }, "macro-F1 0.3\n".repeat(8))).toHaveLength(8);
  });

  it.each(["Seed", "Run", "Split", "--- Repetition"])("are not those of another training: %s", async (kind) => {
    await expect(read({ value }, `${kind} 1\nmacro-F1 0.1\n${kind} 2\nmacro-F1 0.2`)).rejects.toThrow(
      "2 begins after results of",
    );
  });

  it("are one where a budget has one epoch: what the script says in the end, or the first of what it repeats", async () => {
    const one = (text: string, take?: Take) => read(take === undefined ? { value } : { value, take }, text, 1, 1);
    await expect(one("train macro-F1 0.9\nval macro-F1 0.1")).rejects.toThrow('ignore: "val"');
    expect(await one("train macro-F1 0.9\nval macro-F1 0.1", Take.FIRST)).toEqual([[1, 0.9]]);
    expect(await one("macro-F1 0.1")).toEqual([[1, 0.1]]);
    expect(await one("macro-F1 0.1\nmacro-F1 0.2\nmacro-F1 0.3")).toEqual([[1, 0.1]]);
    expect(await one("macro-F1 0.1\nmacro-F1 0.2\nmacro-F1 0.3", Take.LAST)).toEqual([[1, 0.3]]);
  });

  it("are not those of another process", async () => {
    await expect(read({ value }, "rank 0: macro-F1 0.1\nrank 1: macro-F1 0.2")).rejects.toThrow(
      /ignore: "rank"; .*; rank: names the number of a process/,
    );
    await expect(read({ value }, "cuda:0 macro-F1 0.1\ncuda:1 macro-F1 0.2")).rejects.toThrow('ignore: "cuda"');
    await expect(read({ value }, "[0] macro-F1 0.1\n[1] macro-F1 0.2\n[0] macro-F1 0.3")).rejects.toThrow(
      "begins with 0, after a higher number",
    );
    expect(await read({ value, rank: "^\\[(\\d)\\]" }, "[0] macro-F1 0.1\n[1] macro-F1 0.2\n[0] macro-F1 0.3")).toEqual(
      [
        [1, 0.1],
        [2, 0.3],
      ],
    );
  });

  it("are not those of another fold", async () => {
    await expect(read({ value }, "Fold 1\nmacro-F1 0.1\nFold 2\nmacro-F1 0.2")).rejects.toThrow(
      "fold 2 begins after results of fold 1",
    );
  });

  it("may differ in all that changes from epoch to epoch", async () => {
    const lines = [
      "Sat Nov 28 23:59:01 [ 10%|#         | 1/10, 2.1it/s, loss nan] lr 1e-04 macro-F1 0.1",
      "Sun Nov 29 00:00:59 [100%|##########| 10/10, 1.9s/it, loss 0.3] lr 0.001 macro-F1 0.2",
    ];
    expect(await read({ value }, lines.join("\n"))).toHaveLength(2);
  });

  it("end with a summary when every epoch is said", async () => {
    expect(await read({ value }, "macro-F1 0.1\nmacro-F1 0.2\nTEST macro-F1 0.3", 1, 2)).toHaveLength(2);
  });
});

describe("what is no number where one is expected", () => {
  it("is NaN when the script prints that", async () => {
    const lines = "Epoch 1 Macro-F1: 0.1\nEpoch 2 Macro-F1: nan\nEpoch 3 Macro-F1: 0.3";
    const values = [
      [1, 0.1],
      [2, Number.NaN],
      [3, 0.3],
    ];
    expect(await read({ epoch, value: "Macro-F1: ([0-9.]+)" }, lines)).toEqual(values);
    expect(await read({ value: "Macro-F1:\\s*([0-9.]+)" }, lines)).toEqual(values);
  });

  it("is named when an epoch has no result for it", async () => {
    const lines = "Epoch 1 MCC: 0.1000\nEpoch 2 MCC: -0.2500\nEpoch 3 MCC: 0.3000";
    const what = '"MCC: -0.2500" (line 2), which MCC: ([0-9.]+) does not take; for any number write ([-+0-9.eE]+)';
    await expect(read({ epoch, value: "MCC: ([0-9.]+)" }, lines)).rejects.toThrow(
      `epoch: 3 comes where 2 is due: epoch 2 has ${what}`,
    );
    await expect(read({ value: "MCC: ([0-9.]+)" }, lines)).rejects.toThrow(what);
  });

  it("is said of an epoch that has nothing", async () => {
    await expect(read({ epoch, value: "f1 ([0-9.]+)" }, "Epoch 1\nf1 0.1\nEpoch 2\nEpoch 3\nf1 0.3")).rejects.toThrow(
      "epoch: 3 comes where 2 is due: epoch 2 has no result",
    );
  });
});

describe("a progress bar", () => {
  const value = "val_f1=([0-9.]+)";

  it("may draw all epochs in one line: the last state of each counts", async () => {
    const bar =
      "Epoch 0:   0%| | 0/9\rEpoch 0: 100%|#| 9/9 [val_f1=0.1]\rEpoch 1:  10%| | 1/9 [val_f1=0.1]\rEpoch 1: 100%|#| 9/9 [val_f1=0.2]";
    const values = [
      [1, 0.1],
      [2, 0.2],
    ];
    expect(await read({ epoch, value }, `${bar}\n`, 0)).toEqual(values);
    expect(await read({ epoch, value }, `${bar}\r                 \r\ndone`, 0)).toEqual(values);
  });

  it("names the epoch of a result that takes its place", async () => {
    const lines = "Epoch 1: 50% val_f1=0.9\rval_f1=0.1\nEpoch 2: 50% val_f1=0.9\rval_f1=0.2\n";
    expect(await read({ epoch, value }, lines)).toEqual([
      [1, 0.1],
      [2, 0.2],
    ]);
  });

  it("says nothing where epochs are counted", async () => {
    expect(await read({ value }, "val_f1=0.3\rval_f1=0.1\nval_f1=0.4\rval_f1=0.2\n")).toEqual([
      [1, 0.1],
      [2, 0.2],
    ]);
  });
});

it("reads lines in colour, and the end of a line that is longer than patterns look at", async () => {
  const line = (f1: number) => `\x1b[1mEpoch \x1b[36m1\x1b[0m/9 | val_f1: \x1b[32m${f1}\x1b[0m`;
  expect(await read({ epoch, value: "val_f1: ([0-9.]+)" }, line(0.5123))).toEqual([[1, 0.5123]]);
  const dots = `Epoch 1\n${".".repeat(20_000)} val_f1: 0.5123`;
  expect(await read({ epoch, value: "val_f1: ([0-9.]+)" }, dots)).toEqual([[1, 0.5123]]);
});
