import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { type Measured, measure, readMetric } from "../src/metrics/metric.ts";
import type { RecordedCurve } from "../src/search/library/replay.ts";

/** Recorded curves of one data set, one a configuration: macro-F1 and its standard error from the counts after every epoch. */
export interface CurveSet {
  readonly data: string;
  readonly curves: readonly RecordedCurve[];
}

/**
 * Reads the recorded curves of every data set in a folder of DATA.jsonl.gz: a line a run with `id` (of its configuration) and `cm` (confusion
 * counts after each epoch, row by row). Of a configuration that was run with several seeds, the first run.
 */
export function readCurveSets(folder: string): CurveSet[] {
  const path = resolve(folder);
  const files = existsSync(path) ? readdirSync(path).filter((name) => name.endsWith(ENDING)) : [];
  if (files.length === 0)
    throw new Error(`${path} has no recorded curves (DATA${ENDING}); set MACROSWEEP_CURVES to theirs`);
  return files.sort().map((name) => ({ data: name.slice(0, -ENDING.length), curves: readCurves(join(path, name)) }));
}

const ENDING = ".jsonl.gz";
const macroF1 = readMetric("macroF1");

function readCurves(file: string): RecordedCurve[] {
  const lines = gunzipSync(readFileSync(file)).toString().trimEnd().split("\n");
  const first = new Map<number, number[][]>();
  for (const line of lines) {
    const run: { id: number; cm: number[][] } = JSON.parse(line);
    if (!first.has(run.id)) first.set(run.id, run.cm);
  }
  return [...first.values()].map((epochs) => {
    const measured = epochs.map(measureCells);
    return {
      steps: measured.map((_, i) => i + 1),
      values: measured.map(({ value }) => value),
      errors: measured.map(({ error }) => error),
      completed: true,
    };
  });
}

function measureCells(cells: number[]): Measured {
  const counts = { kind: "confusion", classes: Math.sqrt(cells.length), cells } as const;
  return measure(macroF1, { counts, classes: [], scalars: {}, value: null });
}
