import type { TrialShape } from "../../../shapes/trial.ts";
import { lastValue, lastViolation } from "../lastReport.ts";
import type { Sweep, Trial } from "../state.ts";
import { testValue } from "./classView.ts";
import { viewParams } from "./paramsView.ts";

/** A trial as it is now. */
export function viewTrial(sweep: Sweep, trial: Trial): TrialShape {
  const record = recordOf(sweep, trial.number);
  return {
    trial: trial.number,
    state: record.state,
    params: viewParams(record.params, sweep.spec.parameters),
    seed: trial.seed,
    attempt: trial.attempts.length,
    value: lastValue(sweep, trial.number),
    steps: record.steps.at(-1) ?? 0,
    reason: trial.reason || null,
    curve: record.steps.map((step, i) => [step, finite(record.values[i])]),
    violation: trial.constraintValues.length === 0 ? null : lastViolation(sweep, trial.number),
    replicateOf: record.replicateOf,
    testValue: testValue(sweep, trial),
  };
}

// JSON has no other word for a number that is not finite.
function finite(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}

function recordOf(sweep: Sweep, number: number) {
  const record = sweep.history.trials[number];
  if (record === undefined) throw new Error(`there is no trial ${number}`);
  return record;
}
