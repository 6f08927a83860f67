import { interval } from "../../metrics/interval.ts";
import { levelOf } from "../../search/history/level.ts";
import type { Sweep } from "./state.ts";

/** Last value of a trial's curve; null before its first report. */
export function lastValue(sweep: Sweep, trial: number): number | null {
  return sweep.history.trials[trial]?.values.at(-1) ?? null;
}

/** The 95 % interval of that, from the counts of its run; null without them, or before its first report. */
export function lastInterval(sweep: Sweep, trial: number): [low: number, high: number] | null {
  const value = lastValue(sweep, trial);
  const run = sweep.trials[trial];
  if (value === null || run === undefined) return null;
  const error = sweep.history.trials[trial]?.errors.at(-1) ?? null;
  const { centre, skew, ends } = run;
  return interval({ value, centre, error, skew, ends }, sweep.metric.range);
}

/** What a trial counts for when the best is chosen (see `levelOf`); NaN before its first report. */
export function levelOfTrial(sweep: Sweep, trial: number): number {
  const record = sweep.history.trials[trial];
  return record === undefined ? Number.NaN : levelOf(record);
}

/** By how much a trial misses the constraints in its last report; 0 where they hold. */
export function lastViolation(sweep: Sweep, trial: number): number {
  return sweep.history.trials[trial]?.violations.at(-1) ?? 0;
}

/** Last step of a trial's curve; 0 before its first report. */
export function lastStep(sweep: Sweep, trial: number): number {
  return sweep.history.trials[trial]?.steps.at(-1) ?? 0;
}
