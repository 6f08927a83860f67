import { interval } from "../../../metrics/interval.ts";
import { measure } from "../../../metrics/metric.ts";
import { scores } from "../../../metrics/scores.ts";
import type { TrialState } from "../../../search/history/history.ts";
import type { Params } from "../../../search/space/space.ts";
import { searched, signOf } from "../confirmation/evidence.ts";
import type { BudgetSpec } from "../document/budget.ts";
import type { Objective } from "../document/spec.ts";
import { type Miss, missesAt } from "../misses.ts";
import {
  isOver,
  lastStep,
  lastValue,
  lastViolation,
  levelOfTrial,
  type Sweep,
  type SweepPhase,
  type Trial,
} from "../state.ts";
import { type VerdictView, viewVerdict } from "./confirmationView.ts";

/** What a person or a program sees of a sweep. Copies: nothing of it changes with the sweep. */
export interface SweepView {
  readonly name: string;
  readonly phase: SweepPhase;
  readonly reason: string;
  readonly objective: Objective;
  readonly best: BestView | null;
  readonly trials: Readonly<Record<TrialState, number>>;
  /** run: reported by all attempts; full: what the suggested trials would take unpruned; saved: what pruning left out. */
  readonly epochs: { readonly run: number; readonly full: number; readonly saved: number };
  readonly budget: BudgetSpec;
  readonly createdAtMs: number;
  readonly elapsedMs: number;
}

/**
 * The completed trial with the best level, the mean over the last third of its epochs: one epoch is largely luck. Its value is the last one: the
 * model that one has in hand. Of trials that meet the constraints; while there is none, the nearest. After a confirmation: its winner, as
 * the search trained it.
 */
export interface BestView extends VerdictView {
  readonly trial: number;
  readonly params: Params;
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

export interface ClassView {
  readonly class: string;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly support: number;
}

export interface TrialView {
  readonly trial: number;
  readonly state: TrialState;
  readonly params: Params;
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
}

/** Why a trial is what it is, a line a fact. */
export interface ExplanationView {
  readonly trial: TrialView;
  readonly suggested: string;
  readonly verdicts: readonly string[];
  readonly attempts: readonly string[];
  readonly perClass: readonly ClassView[];
  readonly testValue: number | null;
}

export function viewSweep(sweep: Sweep, nowMs: number): SweepView {
  const { name, objective, budget } = sweep.spec;
  return {
    name,
    phase: sweep.phase,
    reason: sweep.reason,
    objective,
    best: sweep.best === null ? null : viewBest(sweep, sweep.best),
    trials: { ...sweep.tally },
    epochs: { run: sweep.epochsRun, full: sweep.trials.length * budget.epochsPerTrial, saved: sweep.epochsSaved },
    budget,
    createdAtMs: sweep.createdAtMs,
    elapsedMs: Math.max(0, (isOver(sweep) ? sweep.atMs : nowMs) - sweep.createdAtMs),
  };
}

export function viewTrial(sweep: Sweep, trial: Trial): TrialView {
  const record = recordOf(sweep, trial.number);
  return {
    trial: trial.number,
    state: record.state,
    params: record.params,
    seed: trial.seed,
    attempt: trial.attempts.length,
    value: lastValue(sweep, trial.number),
    violation: trial.constraintValues.length === 0 ? undefined : lastViolation(sweep, trial.number),
    replicateOf: record.replicateOf,
    steps: [...record.steps],
    values: [...record.values],
    errors: [...record.errors],
    reason: trial.reason,
  };
}

export function explain(sweep: Sweep, trial: Trial): ExplanationView {
  return {
    trial: viewTrial(sweep, trial),
    suggested: trial.suggested,
    verdicts: [...trial.verdicts],
    attempts: trial.attempts.map(({ agent, firstStep, lastStep: last, ended }, i) => {
      const epochs = last === 0 ? "no epochs" : `epochs ${firstStep} to ${last}`;
      return `attempt ${i + 1} on agent ${agent}: ${epochs}, ${ended === "" ? "running" : ended}`;
    }),
    perClass: viewClasses(sweep, trial),
    testValue: testValue(sweep, trial),
  };
}

function viewBest(sweep: Sweep, number: number): BestView {
  const trial = sweep.trials[number];
  const { params, errors } = recordOf(sweep, number);
  const value = lastValue(sweep, number);
  if (trial === undefined || value === null) throw new Error(`the best trial ${number} has no value`);
  const measured = { value, error: errors.at(-1) ?? null };
  return {
    trial: number,
    params,
    value,
    interval: interval(measured, sweep.metric.range),
    step: lastStep(sweep, number),
    perClass: viewClasses(sweep, trial),
    testValue: testValue(sweep, trial),
    ...viewVerdict(sweep),
    constraints: sweep.spec.constraints === undefined ? undefined : viewConstraints(sweep, number, value),
  };
}

function viewConstraints(sweep: Sweep, best: number, value: number): ConstraintsView {
  const trial = sweep.bestUnconstrained ?? best;
  const unconstrained = { trial, value: lastValue(sweep, trial) ?? value };
  const violations = missesAt(sweep, best);
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

function viewClasses(sweep: Sweep, { counts }: Trial): ClassView[] {
  if (counts === null) return [];
  return scores(counts).perClass.map(({ precision, recall, f1, support }, i) => {
    return { class: sweep.classes?.[i] ?? String(i), precision, recall, f1, support };
  });
}

function testValue(sweep: Sweep, { testCounts }: Trial): number | null {
  if (testCounts === null || sweep.metric.kind !== "counts") return null;
  return measure(sweep.metric, { counts: testCounts, classes: sweep.classes ?? [], scalars: {}, value: null }).value;
}

function recordOf(sweep: Sweep, number: number) {
  const record = sweep.history.trials[number];
  if (record === undefined) throw new Error(`there is no trial ${number}`);
  return record;
}
