import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";
import { shellLine } from "../../../src/cli/view/shell.ts";

const HARD = [
  "",
  "it's",
  "a b",
  "$HOME",
  "`id`",
  '"',
  "\\",
  "\n",
  "a'\t\\'b",
  "*",
  "~",
  "-x",
  "漢",
  "!",
  "a;b",
  "#c",
  "\x1b[2J",
];

it("bash takes every word as it was", () => {
  const line = shellLine(
    [process.execPath, "-e", "console.log(JSON.stringify(process.argv.slice(1)))", "--", ...HARD],
    {},
  );
  expect(line).not.toMatch(/\n/);
  expect(JSON.parse(execFileSync("bash", ["-c", line], { encoding: "utf8" }))).toEqual(HARD);
});

it("what a trainer needs in its environment goes ahead", () => {
  const line = shellLine(["sh", "-c", 'echo "$A|$B"'], { A: "it's", B: "" });
  expect(execFileSync("bash", ["-c", line], { encoding: "utf8" })).toBe("it's|\n");
});
