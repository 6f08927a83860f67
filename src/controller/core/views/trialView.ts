import type { TrialState } from "../../../search/history/history.ts";
import type { Params, Space } from "../../../search/space/space.ts";
import { lastValue, lastViolation } from "../lastReport.ts";
import type { Sweep, Trial } from "../state.ts";
import { testValue } from "./classView.ts";

/** What a person or a program sees of a trial; its curve is (steps[i], values[i] ± errors[i]). */
export interface TrialView {
  readonly trial: number;
  readonly state: TrialState;
  readonly params: Params;
  /** Of the params. */
  readonly space: Space;
  readonly seed: number;
  /** 0 before its first lease. */
  readonly attempt: number;
  /** Last value of the curve. */
  readonly value: number | null;
  /** By how much the last report misses the constraints, 0 where they hold; undefined without constraints or a report. */
  readonly violation?: number | undefined;
  /** The trial whose params it trains again; null for a trial of the search. */
  readonly replicateOf: number | null;
  readonly steps: readonly number[];
  readonly values: readonly number[];
  /** Standard errors of the values, from the counts; null without counts. */
  readonly errors: readonly (number | null)[];
  readonly reason: string;
  /** The objective on the test set; null when the trainer does not report it. */
  readonly testValue: number | null;
}

/** A trial as it is now. */
export function viewTrial(sweep: Sweep, trial: Trial): TrialView {
  const record = recordOf(sweep, trial.number);
  return {
    trial: trial.number,
    state: record.state,
    params: record.params,
    space: sweep.spec.parameters,
    seed: trial.seed,
    attempt: trial.attempts.length,
    value: lastValue(sweep, trial.number),
    violation: trial.constraintValues.length === 0 ? undefined : lastViolation(sweep, trial.number),
    replicateOf: record.replicateOf,
    steps: [...record.steps],
    values: [...record.values],
    errors: [...record.errors],
    reason: trial.reason,
    testValue: testValue(sweep, trial),
  };
}

function recordOf(sweep: Sweep, number: number) {
  const record = sweep.history.trials[number];
  if (record === undefined) throw new Error(`there is no trial ${number}`);
  return record;
}
