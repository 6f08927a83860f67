import type { ValidationShape } from "../../../src/shapes/answers.ts";

/** What is to be said beside the lines of a text: by line, from 1; under 0 what has no line. */
export function lineNotes(errors: ValidationShape["errors"], lines: number): Map<number, string[]> {
  const notes = new Map<number, string[]>();
  for (const { line, detail } of errors) {
    const at = line === null ? 0 : Math.min(Math.max(1, line), lines);
    notes.set(at, [...(notes.get(at) ?? []), detail]);
  }
  return notes;
}
