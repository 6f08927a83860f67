import { describe, expect, it } from "vitest";
import { BOUNDS } from "../../../src/agent/bounds.ts";
import { readReportLine } from "../../../src/agent/trainer/protocol.ts";

/** The report in the third line of a trainer's output; null for none. */
const read = (text: string, cut = false) => readAll(text, cut)[0] ?? null;
const readAll = (text: string, cut = false) =>
  readReportLine({ number: 3, text, bytes: text.length, cut, end: "", overwritten: false });

const json = (value: unknown) => read(`@macrosweep ${JSON.stringify(value)}`);

const confusion = [
  [50, 2],
  [4, 9],
];

describe("a report line", () => {
  it("carries confusion counts row by row, class names and metrics", () => {
    expect(json({ epoch: 3, confusion, classes: ["N", "V"], metrics: { loss: 0.41 } })).toEqual({
      step: 3,
      counts: { kind: { $case: "confusion", confusion: { classes: 2, cells: [50, 2, 4, 9] } } },
      classes: ["N", "V"],
      metrics: [{ name: "loss", value: 0.41 }],
      value: undefined,
      test: false,
    });
  });

  it("carries per-class counts", () => {
    const perClass = { tp: [50, 9], fp: [4, 2], fn: [2, 4] };
    expect(json({ epoch: 1, perClass })?.counts).toEqual({ kind: { $case: "perClass", perClass } });
  });

  it("carries a scalar of a trainer without counts, or only metrics", () => {
    expect(json({ epoch: 1, value: 0.8 })).toMatchObject({ value: 0.8, counts: undefined });
    expect(json({ epoch: 1, metrics: { loss: 2 } })).toMatchObject({ metrics: [{ name: "loss", value: 2 }] });
  });

  it("carries counts of the test set without an epoch", () => {
    expect(json({ test: { confusion }, classes: ["N", "V"] })).toMatchObject({
      test: true,
      step: 0,
      classes: ["N", "V"],
    });
  });

  it("takes the numbers that Python prints and JSON does not know, but leaves texts alone", () => {
    const line =
      '@macrosweep {"epoch": 1, "value": NaN, "metrics": {"a": Infinity, "b": -Infinity, "NaN \\" Infinity": 1}}';
    expect(read(line)).toMatchObject({
      value: Number.NaN,
      metrics: [
        { name: "a", value: Number.POSITIVE_INFINITY },
        { name: "b", value: Number.NEGATIVE_INFINITY },
        { name: 'NaN " Infinity', value: 1 },
      ],
    });
  });

  it.each(["", "epoch 3", " @macrosweep {}", "@macrosweeper {}", "@macrosweep"])("is log when it is %j", (text) => {
    expect(read(text)).toBeNull();
  });
});

describe("a report line that somebody has changed", () => {
  const report = '@macrosweep {"epoch": 1, "value": 0.5, "metrics": {"loss": 1} }';

  it.each([
    ["a bar behind it", `${report}  50%|###   | 1/2`],
    ["a colon", report.replace(" {", ": {")],
    ["no space", report.replace(" {", "{")],
    ["a tab", report.replace(" {", "\t{")],
    ["a logger that writes JSON", JSON.stringify({ level: "info", msg: report })],
  ])("is found: %s", (_, text) => {
    expect(read(text)).toMatchObject({ step: 1, value: 0.5 });
  });

  it("is none in a text about it", () => {
    expect(read(JSON.stringify({ msg: `print ${report}` }))).toBeNull();
    expect(read(`to report print "${report}"`)).toBeNull();
    expect(() => read("@macrosweep {'epoch': 1, 'value': 0.5}")).toThrow(
      "is no JSON (in Python print it with json.dumps): {'epoch'",
    );
    expect(() => read(`${report.replace("0.5", "np.float64(0.5)")}  50%|##`)).toThrow("is no JSON");
  });
});

describe("a report line behind something else", () => {
  const report = '@macrosweep {"epoch": 1, "value": 0.5}';

  it.each([
    `INFO:root:${report}`,
    `2026-11-29 17:15:17,123 | INFO | train | ${report}`,
    `100%|##########| 10/10 [00:01<00:00, 9.9it/s]${report}`,
    `  ${report}  `,
    `[rank0]: ${report}`,
  ])("is found: %s", (line) => {
    expect(readAll(line)).toMatchObject([{ step: 1, value: 0.5 }]);
  });

  it("is found twice when two processes have written at once", () => {
    expect(readAll(`${report}${report.replace("1", "2")}`)).toMatchObject([{ step: 1 }, { step: 2 }]);
  });

  it("is found at the end of a line that is longer than what is kept", () => {
    expect(
      readReportLine({ number: 1, text: "....", bytes: 300_000, cut: true, end: `..${report}`, overwritten: false }),
    ).toHaveLength(1);
  });

  it.each([
    `usage: print('${report}')`,
    `+ echo "${report}"`,
    'INFO:root:@macrosweep {"epoch": 1, "value": 0.',
    'INFO:root:@macrosweep {"message": "no report"}',
    "see @macrosweep [1, 2]",
  ])("is none where that is not certain: %s", (line) => {
    expect(readAll(line)).toEqual([]);
  });

  it("is as strict as one at the beginning", () => {
    expect(() => readAll('INFO:root:@macrosweep {"epoch": 0, "value": 0.5}')).toThrow("report.epoch: 0 must be");
  });
});

describe("a bad report line", () => {
  it.each([
    ["@macrosweep oops", "report at line 3: is no JSON: oops"],
    ["@macrosweep ", "report at line 3: is no JSON: "],
    ["@macrosweep 7", "report: 7 must be an object"],
    ["@macrosweep []", "report: [] must be an object"],
  ])("%j says what it is", (text, message) => {
    expect(() => read(text)).toThrow(message);
  });

  it.each([
    [{ confusion }, "report.epoch: is missing"],
    [{ epoch: 0, confusion }, "report.epoch: 0 must be a whole number from 1 to 1000000"],
    [{ epoch: -1, confusion }, "report.epoch: -1 must be"],
    [{ epoch: 1.5, confusion }, "report.epoch: 1.5 must be"],
    [{ epoch: 1e9, confusion }, "report.epoch: 1000000000 must be"],
    [{ epoch: "1", confusion }, 'report.epoch: "1" must be'],
    [{ epoch: 1 }, "report: must have confusion, perClass, value or metrics"],
    [{ epoch: 1, confusion, value: 1 }, "report.value: 1 must not stand beside counts"],
    [{ epoch: 1, confusion, perClass: {} }, "report.perClass: must not stand beside confusion"],
    [{ epoch: 1, confusion: 7 }, "report.confusion: 7 must be a list"],
    [{ epoch: 1, confusion: [1, 2] }, "report.confusion[0]: 1 must be a list of counts"],
    [
      {
        epoch: 1,
        confusion: [
          [1, 2, 3],
          [4, 5],
        ],
      },
      "report.confusion: row 0 has 3 counts, must have 2",
    ],
    [
      {
        epoch: 1,
        confusion: [
          [1, 2],
          [4, -5],
        ],
      },
      "report.confusion[1][1]: -5 must be a whole number",
    ],
    [
      {
        epoch: 1,
        confusion: [
          [1, 2.5],
          [4, 5],
        ],
      },
      "report.confusion[0][1]: 2.5 must be a whole number",
    ],
    [
      {
        epoch: 1,
        confusion: [
          [1, "2"],
          [4, 5],
        ],
      },
      'report.confusion[0][1]: "2" must be a number',
    ],
    [
      {
        epoch: 1,
        confusion: [
          [1, null],
          [4, 5],
        ],
      },
      "report.confusion[0][1]: null must be a number",
    ],
    [
      {
        epoch: 1,
        confusion: [
          [0, 0],
          [0, 0],
        ],
      },
      "report.confusion: ",
    ],
    [{ epoch: 1, confusion: [] }, "report.confusion"],
    [{ epoch: 1, perClass: { tp: [1, 2], fp: [0, 0] } }, "report.perClass.fn: must be a list"],
    [{ epoch: 1, perClass: { tp: [1, 2], fp: [0, 0], fn: [0] } }, "report.perClass.fn: 1 must be 2 numbers"],
    [{ epoch: 1, confusion, classes: ["N"] }, "report.classes: 1 must be 2 names"],
    [{ epoch: 1, confusion, classes: ["N", "N"] }, 'report.classes: "N" must stand there once'],
    [{ epoch: 1, confusion, classes: ["N", 3] }, "report.classes[1]: 3 must be a text that is not empty"],
    [{ epoch: 1, value: 1, classes: ["N", "V"] }, "report.classes: must stand beside counts"],
    [{ epoch: 1, value: "high" }, 'report.value: "high" must be a number'],
    [{ epoch: 1, confusion, metrics: [1] }, "report.metrics: [1] must be an object of numbers"],
    [{ epoch: 1, confusion, metrics: { loss: "x" } }, 'report.metrics.loss: "x" must be a number'],
    [{ epoch: 1, confusion, lr: 0.1 }, "report.lr: unknown key"],
    [{ epoch: 1, test: { confusion } }, "report.epoch: unknown key"],
    [{ test: {} }, "report.test: must have confusion or perClass"],
    [{ test: { confusion, value: 1 } }, "report.test.value: unknown key"],
  ])("%j says where", (report, message) => {
    expect(() => json(report)).toThrow(message);
  });

  it("names every mistake", () => {
    expect(() => json({ epoch: 0, value: "high" })).toThrow(/report\.epoch: 0 .*\nreport\.value: "high" /);
  });

  it("names the bound that it breaks", () => {
    const metrics = Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`m${i}`, 1]));
    expect(() => json({ epoch: 1, metrics })).toThrow(
      `bytes are too long for a report; it may have ${BOUNDS.reportBytes}`,
    );
    expect(() => read("@macrosweep {", true)).toThrow(`it may have ${BOUNDS.lineBytes}`);
  });
});

describe("the bounds of a report", () => {
  it("leave room for 100 classes with names and large counts", () => {
    const rows = Array.from({ length: 100 }, () => Array.from({ length: 100 }, () => 99_999));
    const classes = Array.from({ length: 100 }, (_, i) => `class number ${i}`);
    const text = JSON.stringify({ epoch: 1, confusion: rows, classes }).replaceAll(",", ", ");
    expect(text.length).toBeLessThan(BOUNDS.lineBytes);
    expect(read(`@macrosweep ${text}`)?.step).toBe(1);
  });
});
