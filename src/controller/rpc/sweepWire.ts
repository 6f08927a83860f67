import * as proto from "../../gen/macrosweep/v1/sweep.ts";
import type { Space } from "../../search/space/space.ts";
import type { Miss } from "../core/misses.ts";
import type { BestView, ConstraintsView } from "../core/views/bestView.ts";
import type { ClassView } from "../core/views/classView.ts";
import type { BaselineView, ConfirmationView, FinalistView } from "../core/views/confirmationView.ts";
import type { ExplanationView } from "../core/views/explanationView.ts";
import type { TrialView } from "../core/views/trialView.ts";
import type { AttendedView } from "../dispatcher.ts";
import { writeParams } from "./wire.ts";

// What people are shown, in the words of sweep.proto.

/** A sweep with its best trial. */
export function writeSweep(view: AttendedView): proto.Sweep {
  const { name, id, reason, objective, trials, epochs, createdAtMs, elapsedMs } = view;
  const { trials: count, parallel, epochsPerTrial, totalEpochs, wallTimeMs, confirmationEpochs } = view.budget;
  return {
    name,
    state: PHASES[view.phase],
    reason,
    objective,
    best: view.best === null ? undefined : writeBest(view.best, view.space),
    trials,
    epochs: { run: whole(epochs.run), full: whole(epochs.full), saved: whole(epochs.saved) },
    budget: {
      trials: count,
      parallel,
      epochsPerTrial,
      totalEpochs: totalEpochs === null ? undefined : whole(totalEpochs),
      wallTimeMs: wallTimeMs ?? undefined,
      confirmationEpochs,
    },
    createdAtMs,
    elapsedMs,
    id,
    agents: view.agents,
    adopted: view.adopted,
  };
}

// A journal may hold a budget from before there was a bound.
function whole(count: number): number {
  return Math.min(count, 2 ** 32 - 1);
}

/** The scores of a class; more samples than a 32-bit number counts are as many as it can. */
export function writeScore(score: ClassView): proto.ClassScore {
  return { ...score, support: whole(score.support) };
}

/** What stands in a list for a sweep that cannot be shown, and why. */
export function writeUnshown(name: string, why: string): proto.Sweep {
  const none = { completed: 0, pruned: 0, failed: 0, preempted: 0, cancelled: 0, running: 0, waiting: 0 };
  return {
    name,
    id: "",
    state: proto.SweepState.UNSPECIFIED,
    reason: `cannot be shown: ${why}`,
    objective: { metric: "", direction: "" },
    trials: none,
    epochs: { run: 0, full: 0, saved: 0 },
    budget: { trials: 0, parallel: 0, epochsPerTrial: 0, confirmationEpochs: 0 },
    createdAtMs: 0,
    elapsedMs: 0,
    agents: 0,
    adopted: 0,
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
    perClass: perClass.map(writeScore),
    testValue: testValue ?? undefined,
    constraints: constraints === undefined ? undefined : writeConstraints(constraints),
    estimate: estimate === null ? undefined : { value: estimate.value, interval: writeInterval(estimate.interval) },
    confirmation: confirmation === null ? undefined : writeConfirmation(confirmation, space),
    argv: [...view.argv],
    env: { ...view.env },
    seed: view.seed,
    ownFolder: view.ownFolder,
    origin: view.origin ?? undefined,
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
    testValue: view.testValue ?? undefined,
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
    perClass: view.perClass.map(writeScore),
    testValue: view.testValue ?? undefined,
  };
}
