import * as proto from "../../gen/macrosweep/v1/sweep.ts";
import type { Space } from "../../search/space/space.ts";
import type { Miss } from "../core/misses.ts";
import type { BestView, ConstraintsView } from "../core/views/bestView.ts";
import type { BaselineView, ConfirmationView, FinalistView } from "../core/views/confirmationView.ts";
import type { ExplanationView } from "../core/views/explanationView.ts";
import type { SweepView } from "../core/views/sweepView.ts";
import type { TrialView } from "../core/views/trialView.ts";
import { writeParams } from "./wire.ts";

// What people are shown, in the words of sweep.proto.

/** A sweep with its best trial. */
export function writeSweep(view: SweepView): proto.Sweep {
  const { name, id, reason, objective, trials, epochs, createdAtMs, elapsedMs } = view;
  const { trials: count, parallel, epochsPerTrial, totalEpochs, wallTimeMs } = view.budget;
  return {
    name,
    state: PHASES[view.phase],
    reason,
    objective,
    best: view.best === null ? undefined : writeBest(view.best, view.space),
    trials,
    epochs,
    budget: {
      trials: count,
      parallel,
      epochsPerTrial,
      totalEpochs: totalEpochs ?? undefined,
      wallTimeMs: wallTimeMs ?? undefined,
    },
    createdAtMs,
    elapsedMs,
    id,
  };
}

const PHASES = {
  running: proto.SweepState.RUNNING,
  paused: proto.SweepState.PAUSED,
  completed: proto.SweepState.COMPLETED,
  failed: proto.SweepState.FAILED,
  cancelled: proto.SweepState.CANCELLED,
} as const;

function writeBest(view: BestView, space: Space): proto.Best {
  const { trial, params, value, interval, step, perClass, testValue, constraints, estimate, confirmation } = view;
  return {
    trial,
    params: writeParams(params, space),
    value,
    interval: writeInterval(interval),
    step,
    perClass: [...perClass],
    testValue: testValue ?? undefined,
    constraints: constraints === undefined ? undefined : writeConstraints(constraints),
    estimate: estimate === null ? undefined : { value: estimate.value, interval: writeInterval(estimate.interval) },
    confirmation: confirmation === null ? undefined : writeConfirmation(confirmation, space),
  };
}

function writeInterval(interval: readonly [number, number] | null): proto.Interval | undefined {
  return interval === null ? undefined : { low: interval[0], high: interval[1] };
}

function writeConfirmation(view: ConfirmationView, space: Space): proto.Confirmation {
  const { ended, replicates, finalists, indistinguishable, baseline } = view;
  return {
    ended,
    replicatesDone: replicates.done,
    replicatesPlanned: replicates.planned,
    finalists: finalists.map((finalist) => writeFinalist(finalist, space)),
    indistinguishable: [...indistinguishable],
    baseline: baseline === null ? undefined : writeBaseline(baseline, space),
  };
}

function writeFinalist(view: FinalistView, space: Space): proto.Finalist {
  const { trial, params, seeds, mean, interval, probabilityBest, state, reason } = view;
  return {
    trial,
    params: writeParams(params, space),
    seeds,
    mean: mean ?? undefined,
    interval: writeInterval(interval),
    probabilityBest: probabilityBest ?? undefined,
    state: FINALIST_STATES[state],
    reason,
  };
}

const FINALIST_STATES = {
  running: proto.FinalistState.RUNNING,
  confirmed: proto.FinalistState.CONFIRMED,
  behind: proto.FinalistState.BEHIND,
  failed: proto.FinalistState.FAILED,
  cancelled: proto.FinalistState.CANCELLED,
  infeasible: proto.FinalistState.INFEASIBLE,
} as const;

function writeBaseline(view: BaselineView, space: Space): proto.Baseline {
  const { params, seeds, mean, interval, difference, differenceInterval, probabilityBetter } = view;
  return {
    params: writeParams(params, space),
    seeds,
    mean: mean ?? undefined,
    interval: writeInterval(interval),
    difference: difference ?? undefined,
    differenceInterval: writeInterval(differenceInterval),
    probabilityBetter: probabilityBetter ?? undefined,
  };
}

function writeConstraints({ feasible, violations, cost, unconstrained }: ConstraintsView): proto.Constraints {
  return {
    feasible,
    violations: violations.map(writeMiss),
    cost: cost ?? undefined,
    unconstrainedTrial: unconstrained.trial,
    unconstrainedValue: unconstrained.value,
  };
}

function writeMiss({ metric, bound, limit, value, by }: Miss): proto.Miss {
  return { metric, bound: bound === "min" ? { $case: bound, min: limit } : { $case: bound, max: limit }, value, by };
}

/** A trial with its curve; errors are NaN where there are none. */
export function writeTrial(view: TrialView): proto.Trial {
  const { trial, params, seed, attempt, value, steps, values, errors, reason, violation, replicateOf } = view;
  const state = STATES[view.state];
  return {
    trial,
    state,
    params: writeParams(params, view.space),
    seed,
    attempt,
    value: value ?? undefined,
    steps: [...steps],
    values: [...values],
    errors: errors.map((error) => error ?? Number.NaN),
    reason,
    violation,
    replicateOf: replicateOf ?? undefined,
  };
}

const STATES = {
  waiting: proto.TrialState.WAITING,
  running: proto.TrialState.RUNNING,
  completed: proto.TrialState.COMPLETED,
  pruned: proto.TrialState.PRUNED,
  failed: proto.TrialState.FAILED,
  preempted: proto.TrialState.PREEMPTED,
  cancelled: proto.TrialState.CANCELLED,
} as const;

/** Why a trial is what it is. */
export function writeExplanation(view: ExplanationView): proto.ExplainTrialResponse {
  return {
    trial: writeTrial(view.trial),
    suggested: view.suggested,
    verdicts: [...view.verdicts],
    attempts: [...view.attempts],
    perClass: [...view.perClass],
    testValue: view.testValue ?? undefined,
  };
}
