import type { Diagnosis, Finding } from "../../shapes/diagnosis.ts";
import type { Line, Style } from "./line.ts";

/** What is wrong with a controller, a line a finding, and below it what to do. */
export function diagnosisLines({ version, findings }: Diagnosis): Line[] {
  if (findings.length === 0) return [[`The controller (macrosweep ${version}) is well.`]];
  return findings.flatMap(({ level, what, advice }): Line[] => {
    const line: Line = [[level.padEnd(7), STYLES[level]], `  ${what}`];
    return advice === null ? [line] : [line, ["         ", [advice, "dim"]]];
  });
}

const STYLES = { error: "red", warning: "yellow", note: "dim" } as const satisfies Record<Finding["level"], Style>;
