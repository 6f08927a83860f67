import { type Trial, TrialState } from "../gen/macrosweep/v1/sweep.ts";
import type { RecordedCurve } from "../search/index.ts";

/** The curves of a sweep that can be replayed, in the order of the trials' numbers. */
export interface RecordedCurves {
  readonly curves: readonly RecordedCurve[];
  /** The number of the trial of each curve. */
  readonly trials: readonly number[];
  /** Trials that tell nothing: failed, preempted or cancelled ones, those that have not ended, and replicates, which no pruner judges. */
  readonly leftOut: number;
}

export function recordedCurves(all: readonly Trial[]): RecordedCurves {
  const told = all.filter(({ state, steps, replicateOf }) => {
    const hasEnded = state === TrialState.COMPLETED || state === TrialState.PRUNED;
    return hasEnded && steps.length > 0 && replicateOf === undefined;
  });
  return {
    curves: told.map(({ state, steps, values, errors }) => ({
      steps,
      values,
      errors: errors.map((error) => (Number.isNaN(error) ? null : error)),
      completed: state === TrialState.COMPLETED,
    })),
    trials: told.map(({ trial }) => trial),
    leftOut: all.length - told.length,
  };
}
