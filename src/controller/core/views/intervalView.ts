import { interval } from "../../../metrics/interval.ts";
import type { IntervalShape } from "../../../shapes/scores.ts";
import { lastValue } from "../lastReport.ts";
import type { Sweep } from "../state.ts";

/** 95 %, of the last value of a trial, from the counts of its run; null without them, or before a value. */
export function viewInterval(sweep: Sweep, number: number): IntervalShape | null {
  const trial = sweep.trials[number];
  const value = lastValue(sweep, number);
  if (trial === undefined || value === null) return null;
  const error = sweep.history.trials[number]?.errors.at(-1) ?? null;
  const { centre, skew, ends } = trial;
  return interval({ value, centre, error, skew, ends }, sweep.metric.range);
}
