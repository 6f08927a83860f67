import { expect, it } from "vitest";
import { diagnosisLines } from "../../../src/cli/view/diagnosis.ts";
import { paint } from "../../../src/cli/view/line.ts";
import type { Diagnosis } from "../../../src/shapes/diagnosis.ts";

const shown = (findings: Diagnosis["findings"]) =>
  diagnosisLines({ version: "1.2.3", findings }).map((line) => paint(line, false));

it("shows what is wrong, and what to do about it", () => {
  const findings: Diagnosis["findings"] = [
    { level: "error", what: "the disk: full", advice: "make room" },
    { level: "note", what: "sweep beats is paused", advice: null },
  ];
  expect(shown(findings)).toEqual(["error    the disk: full", "         make room", "note     sweep beats is paused"]);
});

it("says so where nothing is", () => {
  expect(shown([])).toEqual(["The controller (macrosweep 1.2.3) is well."]);
});
