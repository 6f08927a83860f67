import { expect, it } from "vitest";
import { happeningLines } from "../../../src/cli/view/happenings.ts";
import { paint, widthOf } from "../../../src/cli/view/line.ts";
import { scaleOf, sparkline } from "../../../src/cli/view/sparkline.ts";
import { table } from "../../../src/cli/view/table.ts";
import { score } from "../../../src/words/numbers.ts";
import { span } from "../../../src/words/span.ts";
import { sweep } from "../sweeps.ts";

it("a line is coloured only where colours are wanted", () => {
  expect(paint([["trial 3", "green"], " pruned"], true)).toBe("\x1b[32mtrial 3\x1b[0m pruned");
  expect(paint([["trial 3", "green"], " pruned"], false)).toBe("trial 3 pruned");
});

it("a line is cut by what is seen of it, colours not counted", () => {
  expect(paint([["trial", "green"], " pruned"], true, 8)).toBe("\x1b[32mtrial\x1b[0m pr");
});

it("a trainer's words cannot move the cursor, ring the bell or begin a line of their own", () => {
  const words = "exit code 1:\n  Traceback\r\n\x1b[2J\x1b]0;title\x07KeyError\x9b\t'loss'\n";
  expect(paint([words], true)).toMatch(/^exit code 1: Traceback \| [ -~]*KeyError +'loss'/);
});

it("a name cannot turn the direction of what stands around it", () => {
  expect(paint(["trial \u202egnp.exe\u202c and \u2066more\u2069"], false)).toBe("trial gnp.exe and more");
});

it("a happening is one line, and a new best trial another", () => {
  const happenings = [{ trial: 12, text: "pruned at epoch 3 with 0.4012: rung 3: rank 5 of 6" }];
  const lines = happeningLines({ sweep: sweep(), happenings, running: [] }, 4).map((line) => paint(line, false));
  expect(lines).toEqual([
    "  0:42  trial 12  pruned at epoch 3 with 0.4012: rung 3: rank 5 of 6",
    "  0:42  best so far: trial 7 with macro-F1 0.7312",
  ]);
  expect(happeningLines({ sweep: sweep(), happenings: [], running: [] }, 7)).toEqual([]);
});

it("the first best trial says which class has no sample", () => {
  const lines = happeningLines({ sweep: sweep(), happenings: [], running: [] }, undefined);
  expect(lines.map((line) => paint(line, false))).toEqual([
    "  0:42  best so far: trial 7 with macro-F1 0.7312",
    "  0:42  There is no sample of class Q: macro-F1 is the mean over the 2 others, and counts it as 0 where a sample is mistaken for it",
  ]);
});

it("a long reason is shown by its start and its end, which has the exception", () => {
  const text = `failed: exit code 1:\n${"  File train.py, line 7\n".repeat(80)}KeyError: 'loss'`;
  const [line] = happeningLines({ sweep: sweep(), happenings: [{ trial: 1, text }], running: [] }, 7);
  const shown = paint(line!, false);
  expect(shown).toMatch(/^ {2}0:42 {2}trial 1 {2}failed: exit code 1: File train\.py.* … .*KeyError: 'loss'$/);
  expect(shown.length).toBeLessThan(240);
});

it("a table is as wide as its widest cells, numbers at the right", () => {
  const columns = [
    { title: "class", align: "left" },
    { title: "F1", align: "right" },
  ] as const;
  const lines = table(columns, [
    [["ventricular"], ["0.5"]],
    [["N"], [["0.975", "green"]]],
  ]);
  expect(lines.map((line) => paint(line, false))).toEqual([
    "class           F1",
    "ventricular    0.5",
    "N            0.975",
  ]);
});

const curveOf = (values: (number | null)[]) => ({ curve: values.map((value, i) => [i + 1, value] as const) });
const drawn = (values: (number | null)[]) => sparkline(curveOf(values), scaleOf([curveOf(values)]), 20);

it("a curve is drawn from the lowest to the highest value", () => {
  expect(drawn([0, 1, 2, 3, 4, 5, 6, 7])).toBe("▁▂▃▄▅▆▇█");
  expect(drawn([0.5, 0.5])).toBe("▅▅");
  expect(drawn([0, null, 1])).toBe("▁ █");
  expect(drawn([])).toBe("");
});

it("a long curve is drawn by the last value of each stretch", () => {
  const values = Array.from({ length: 100 }, (_, i) => i % 25);
  expect(sparkline(curveOf(values), { low: 0, high: 24 }, 4)).toBe("████");
});

it.each([
  [0, "0 s"],
  [59_999, "59 s"],
  [185_000, "3 min 05 s"],
  [7_620_000, "2 h 07 min"],
  [97_200_000, "1 d 03 h"],
])("%d ms are %s", (ms, text) => {
  expect(span(ms)).toBe(text);
});

it.each([
  [0.731249, "0.7312"],
  [0, "0.0000"],
  [-0.25, "-0.2500"],
  [0.0000213, "0.0000213"],
  [12345.678, "12350"],
])("the score %d is shown as %s", (value, text) => {
  expect(score(value)).toBe(text);
});

it("a wide letter takes two columns, what joins another one none", () => {
  expect(widthOf(["漢字 e\u0301"])).toBe(6);
  expect(paint(["漢字漢字"], false, 5)).toBe("漢字");
});
