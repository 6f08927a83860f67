import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { type Line, LineSplitter } from "../../src/agent/trainer/lines.ts";
import { readReportLine, type TrainerReport } from "../../src/agent/trainer/protocol.ts";
import sklearn from "../metrics/sklearn.json" with { type: "json" };
import { hasPython, python3 } from "./python3.ts";

// What the package prints, read by the agent's own reader.

const folder = mkdtempSync(join(tmpdir(), "macrosweep-python-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A trial of its own, with nothing in its checkpoint folder. */
function trial(): string {
  const checkpointDir = mkdtempSync(join(folder, "checkpoint-"));
  const facts = { sweep: "beats", trial: 4, attempt: 1, seed: 11, params: { lr: 0.01 }, epochs: 9 };
  return JSON.stringify({ ...facts, checkpointDir });
}

function lines(stdout: Buffer): Line[] {
  const splitter = new LineSplitter(1 << 20);
  return [...splitter.push(stdout), ...splitter.end()];
}

/** The reports of a script in a sweep. */
function reportsOf(script: string): TrainerReport[] {
  const { status, stdout, stderr } = python3(["-c", `import macrosweep, math\n${script}`], {
    trial: trial(),
  });
  expect(status, stderr.toString()).toBe(0);
  return lines(stdout).flatMap((line) => readReportLine(line));
}

const confusion = (classes: number, ...cells: number[]) => ({
  kind: { $case: "confusion", confusion: { classes, cells } },
});

describe.skipIf(!hasPython)(
  hasPython ? "the agent reads" : "the agent reads (skipped: no python3 of 3.9 or later)",
  () => {
    it("labels as confusion counts, with the names of the classes", () => {
      const script = `macrosweep.report(1, y_true=["N", "N", "Vé"], y_pred=["N", "Vé", "Vé"], classes=["N", "Vé", "\\" Infinity"])`;
      expect(reportsOf(script)).toEqual([
        {
          step: 1,
          counts: confusion(3, 1, 1, 0, 0, 1, 0, 0, 0, 0),
          classes: ["N", "Vé", '" Infinity'],
          metrics: [],
          value: undefined,
          test: false,
        },
      ]);
    });

    it("a confusion matrix and metrics, also those that are no numbers", () => {
      const script = `macrosweep.report(1, confusion=[[50, 2], [4, 9]], metrics={"loss": 0.41, "nan": math.nan, "inf": -math.inf})`;
      const metrics = [
        { name: "loss", value: 0.41 },
        { name: "nan", value: Number.NaN },
        { name: "inf", value: Number.NEGATIVE_INFINITY },
      ];
      expect(reportsOf(script)).toMatchObject([{ counts: confusion(2, 50, 2, 4, 9), classes: [], metrics }]);
    });

    it("per-class counts", () => {
      const script = `macrosweep.report(1, per_class={"tp": [50, 9], "fp": [4, 2], "fn": [2, 4]}, classes=["N", "V"])`;
      const perClass = { tp: [50, 9], fp: [4, 2], fn: [2, 4] };
      expect(reportsOf(script)).toMatchObject([
        { counts: { kind: { $case: "perClass", perClass } }, classes: ["N", "V"] },
      ]);
    });

    it("a value, also one that is no number", () => {
      const script = "macrosweep.report(1, value=0.8)\nmacrosweep.report(2, value=math.nan)";
      expect(reportsOf(script)).toMatchObject([
        { step: 1, value: 0.8, counts: undefined },
        { step: 2, value: Number.NaN },
      ]);
    });

    it("counts of the test set", () => {
      const script = `macrosweep.report_test(confusion=[[48, 4], [5, 8]], classes=["N", "V"])`;
      expect(reportsOf(script)).toMatchObject([
        { step: 0, test: true, counts: confusion(2, 48, 4, 5, 8), classes: ["N", "V"] },
      ]);
    });

    it("the largest reports that the package lets through", () => {
      const script = `
macrosweep.report(1, confusion=[[2**32 - 1] * 100] * 100)
macrosweep.report(2, y_true=range(100), y_pred=range(100))`;
      expect(reportsOf(script).map(({ step }) => step)).toEqual([1, 2]);
      const many = "macrosweep.report(1, y_true=range(10_000), y_pred=range(10_000))";
      expect(reportsOf(many)).toMatchObject([
        { counts: { kind: { $case: "perClass", perClass: { tp: Array(10_000).fill(1) } } } },
      ]);
    });
  },
);

// Reports as a trainer without the package would print them. The agent refuses each, and so does the package, before it prints.
const REFUSED = [
  { epoch: 0, value: 1 },
  { epoch: -1, value: 1 },
  { epoch: 1.5, value: 1 },
  { epoch: 1_000_001, value: 1 },
  { epoch: 1 },
  { epoch: 1, value: "high" },
  { epoch: 1, metrics: { loss: "low" } },
  {
    epoch: 1,
    value: 1,
    confusion: [
      [1, 0],
      [0, 1],
    ],
  },
  { epoch: 1, value: 1, classes: ["N", "V"] },
  { epoch: 1, confusion: 5 },
  { epoch: 1, confusion: [[1]] },
  { epoch: 1, confusion: [[1, 2], [3]] },
  {
    epoch: 1,
    confusion: [
      [1, 2],
      [3, -1],
    ],
  },
  {
    epoch: 1,
    confusion: [
      [1, 2],
      [3, 0.5],
    ],
  },
  {
    epoch: 1,
    confusion: [
      [1, 2],
      [3, 2 ** 32],
    ],
  },
  {
    epoch: 1,
    confusion: [
      [0, 0],
      [0, 0],
    ],
  },
  { epoch: 1, confusion: Array(101).fill(Array(101).fill(1)) },
  {
    epoch: 1,
    confusion: [
      [1, 0],
      [0, 1],
    ],
    classes: ["N"],
  },
  {
    epoch: 1,
    confusion: [
      [1, 0],
      [0, 1],
    ],
    classes: ["N", "N"],
  },
  {
    epoch: 1,
    confusion: [
      [1, 0],
      [0, 1],
    ],
    classes: ["N", ""],
  },
  { epoch: 1, perClass: { tp: [1, 1], fp: [0, 0] } },
  { epoch: 1, perClass: { tp: [1], fp: [0], fn: [0] } },
  { epoch: 1, perClass: { tp: [1, 1], fp: [0], fn: [0, 0] } },
  { epoch: 1, perClass: { tp: [1, 1], fp: [0, 3], fn: [2, 0] } },
  { epoch: 1, perClass: { tp: [1, 1], fp: [2, 0], fn: [2, 0] } },
  { epoch: 1, perClass: { tp: [0, 0], fp: [0, 0], fn: [0, 0] } },
  { epoch: 1, perClass: { tp: [1, 1], fp: [0, 0], fn: [0, 0], tn: [1, 1] } },
];

const TRY_EACH = `
import json, macrosweep, sys
for said in json.load(sys.stdin):
    said["per_class"] = said.pop("perClass", None)
    try:
        macrosweep.report(**said)
    except ValueError as error:
        print("refused:", error)
`;

describe.skipIf(!hasPython)("what the agent refuses", () => {
  it.each(REFUSED.map((said) => [JSON.stringify(said).slice(0, 100), said] as const))(
    "is refused by it: %s",
    (_, said) => {
      const text = `@macrosweep ${JSON.stringify(said)}`;
      expect(() =>
        readReportLine({ number: 1, text, bytes: text.length, cut: false, end: "", overwritten: false }),
      ).toThrow("report at line 1");
    },
  );

  it("is refused by the package before it prints", () => {
    const { stdout, stderr, status } = python3(["-c", TRY_EACH], {
      trial: trial(),
      input: JSON.stringify(REFUSED),
    });
    expect(status, stderr.toString()).toBe(0);
    const printed = lines(stdout).map(({ text }) => text);
    expect(printed.filter((text) => !text.startsWith("refused: "))).toEqual([]);
    expect(printed).toHaveLength(REFUSED.length);
  });
});

describe.skipIf(!hasPython)("macro-F1 that a report returns", () => {
  it(`is that of scikit-learn ${sklearn["scikit-learn"]}`, () => {
    const script = `
import contextlib, io, json, macrosweep, sys
with contextlib.redirect_stdout(io.StringIO()):
    scores = [macrosweep.report(1, confusion=confusion) for confusion in json.load(sys.stdin)]
print(json.dumps(scores))`;
    const { stdout } = python3(["-c", script], { input: JSON.stringify(sklearn.cases.map((one) => one.confusion)) });
    const scores: number[] = JSON.parse(stdout.toString());
    expect(scores).toHaveLength(sklearn.cases.length);
    sklearn.cases.forEach((one, index) => {
      expect(scores[index], one.name).toBeCloseTo(one.scores.macroF1, 12);
    });
  });
});
