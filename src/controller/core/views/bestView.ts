import { interval } from "../../../metrics/interval.ts";
import type { Params } from "../../../search/space/space.ts";
import { measuredBy } from "../confirmation/contenders.ts";
import { searched, signOf } from "../confirmation/evidence.ts";
import type { TrialOrigin } from "../events.ts";
import { lastStep, lastValue, lastViolation, levelOfTrial } from "../lastReport.ts";
import { type Miss, missesOver } from "../misses.ts";
import type { Sweep } from "../state.ts";
import { type ClassView, testValue, viewClasses } from "./classView.ts";
import { type VerdictView, viewVerdict } from "./confirmationView.ts";
import { type TrainingView, viewTraining } from "./trainingView.ts";

/**
 * The completed trial with the best level, the mean over the last third of its epochs: one epoch is largely luck. Its value is the last one: the
 * model that one has in hand. Of trials that meet the constraints; while there is none, the nearest. After a confirmation: its winner, as
 * the search trained it.
 */
export interface BestView extends VerdictView, TrainingView {
  readonly trial: number;
  readonly params: Params;
  /** The trial of an earlier sweep that it is; null for one of this sweep. */
  readonly origin: TrialOrigin | null;
  readonly value: number;
  /** 95 %, from the counts; null without counts. One run: it does not cover the choice of the best among many. */
  readonly interval: readonly [number, number] | null;
  readonly step: number;
  readonly perClass: readonly ClassView[];
  /** The objective on the test set; null when the trainer does not report it. */
  readonly testValue: number | null;
  /** undefined: the sweep has no constraints. */
  readonly constraints?: ConstraintsView | undefined;
}

/** What the best trial has to do with the constraints. */
export interface ConstraintsView {
  /** In its last report; of a confirmed winner in the means over its replicates. */
  readonly feasible: boolean;
  /** Those that it misses; empty when it is feasible. */
  readonly violations: readonly Miss[];
  /**
   * What the constraints cost: by how much the best level of any completed trial is better than the best of those that meet them, at least 0;
   * null when this one is not feasible, or was not in its single run. Of single runs: some of it is the luck of the better one.
   */
  readonly cost: number | null;
  /** The completed trial with the best level, whatever the constraints, and its last value. */
  readonly unconstrained: { readonly trial: number; readonly value: number };
}

/** The best trial, by its number. */
export function viewBest(sweep: Sweep, number: number): BestView {
  const trial = sweep.trials[number];
  const record = sweep.history.trials[number];
  const value = lastValue(sweep, number);
  if (trial === undefined || record === undefined || value === null)
    throw new Error(`the best trial ${number} has no value`);
  const measured = { value, centre: trial.centre, error: record.errors.at(-1) ?? null };
  return {
    trial: number,
    params: record.params,
    origin: trial.origin,
    value,
    interval: interval(measured, sweep.metric.range),
    step: lastStep(sweep, number),
    perClass: viewClasses(sweep, trial),
    testValue: testValue(sweep, trial),
    ...viewVerdict(sweep),
    ...viewTraining(sweep, trial),
    constraints: sweep.spec.constraints === undefined ? undefined : viewConstraints(sweep, number, value),
  };
}

function viewConstraints(sweep: Sweep, best: number, value: number): ConstraintsView {
  const trial = sweep.bestUnconstrained ?? best;
  const unconstrained = { trial, value: lastValue(sweep, trial) ?? value };
  const violations = missesOver(sweep, measuredBy(sweep, best));
  const feasible = violations.length === 0;
  return {
    feasible,
    violations,
    cost: feasible ? costOf(sweep, trial) : null,
    unconstrained,
  };
}

// Not measured by the level of the best trial itself: a confirmation may have preferred it to trials with a better one.
function costOf(sweep: Sweep, unconstrained: number): number | null {
  const feasible = searched(sweep).filter(({ number }) => lastViolation(sweep, number) === 0);
  const levels = feasible.map(({ number }) => signOf(sweep) * levelOfTrial(sweep, number));
  return levels.length === 0 ? null : signOf(sweep) * levelOfTrial(sweep, unconstrained) - Math.max(...levels);
}
