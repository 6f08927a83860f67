import {
  type ClassScore,
  type Constraints,
  type ExplainTrialResponse,
  SweepState,
  type Trial,
  TrialState,
} from "../gen/macrosweep/v1/sweep.ts";
import { type ConfirmationShape, confirmationShape, type EstimateShape, estimateShape } from "./confirmationShape.ts";
import { type ParamsShape, paramsShape } from "./paramsShape.ts";
import { part, type Sweep } from "./sweep.ts";

/**
 * The JSON that `--json` prints. These shapes are public: names, order of the keys and meaning stay as they are within a major version.
 * What is absent is null; a number that is not finite is null too, because JSON has no other word for it.
 */
export interface SweepShape {
  readonly sweep: string;
  readonly state: StateName;
  /** Why it ended, or what it waits for; null while there is nothing to say. */
  readonly reason: string | null;
  readonly objective: { readonly metric: string; readonly direction: string };
  readonly best: BestShape | null;
  readonly trials: {
    readonly completed: number;
    readonly pruned: number;
    readonly failed: number;
    readonly preempted: number;
    readonly cancelled: number;
    readonly running: number;
    readonly waiting: number;
  };
  /** Run: reported, of all attempts. Full: what all trials would have taken without a pruner. Saved: by pruning. */
  readonly epochs: { readonly run: number; readonly full: number; readonly saved: number };
}

export interface BestShape {
  readonly trial: number;
  readonly params: ParamsShape;
  readonly value: number;
  /** 95 %, low and high; null when the trainer reports no counts. */
  readonly interval: readonly [number, number] | null;
  readonly step: number;
  readonly perClass: readonly ClassShape[];
  /** On the test set; null when the trainer does not report it. */
  readonly testValue: number | null;
  /** null when the document has no constraints. */
  readonly constraints: ConstraintsShape | null;
  /** Of the confirmation, else of the single run, shrunk for the luck of the best; null where nothing tells of noise. */
  readonly estimate: EstimateShape | null;
  /** null before the confirmation, and without one. */
  readonly confirmation: ConfirmationShape | null;
  /** What trains it anew. */
  readonly training: TrainingShape;
}

export interface TrainingShape {
  /** Program and arguments; empty for the bundled trainer. */
  readonly argv: readonly string[];
  /** What it needs in its environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly seed: number;
}

export interface ConstraintsShape {
  /** False: no trial satisfied the constraints, and this one comes nearest. */
  readonly feasible: boolean;
  /** The constraints that it misses: a min or a max, the value, and by how much. */
  readonly violations: readonly {
    readonly metric: string;
    readonly min: number | null;
    readonly max: number | null;
    readonly value: number;
    readonly by: number;
  }[];
  /** By how much the best level of any completed trial is better than the best of those that meet them; null when this one does not. */
  readonly cost: number | null;
  readonly unconstrained: { readonly trial: number; readonly value: number };
}

export interface ClassShape {
  readonly class: string;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly support: number;
}

export interface TrialShape {
  readonly trial: number;
  readonly state: TrialStateName;
  readonly params: ParamsShape;
  readonly seed: number;
  readonly attempt: number;
  readonly value: number | null;
  /** Number of the last step; 0 before the first report. */
  readonly steps: number;
  readonly reason: string | null;
  /** [step, value], in the order of the steps. */
  readonly curve: readonly (readonly [number, number | null])[];
  /** By how much the last report misses the constraints, 0 where they hold; null without constraints or a report. */
  readonly violation: number | null;
  /** The trial whose params it trains again with a fresh seed; the first replicate of the baseline says its own number. Null for a trial of the search. */
  readonly replicateOf: number | null;
  /** On the test set; null when the trainer does not report it. */
  readonly testValue: number | null;
}

export interface ExplanationShape {
  readonly sweep: string;
  readonly trial: TrialShape;
  readonly suggested: string;
  readonly verdicts: readonly string[];
  readonly attempts: readonly string[];
  readonly perClass: readonly ClassShape[];
  readonly testValue: number | null;
}

const SWEEP_STATES = {
  [SweepState.UNSPECIFIED]: "unknown",
  [SweepState.UNRECOGNIZED]: "unknown",
  [SweepState.RUNNING]: "running",
  [SweepState.PAUSED]: "paused",
  [SweepState.COMPLETED]: "completed",
  [SweepState.FAILED]: "failed",
  [SweepState.CANCELLED]: "cancelled",
} as const satisfies Record<SweepState, string>;

const TRIAL_STATES = {
  [TrialState.UNSPECIFIED]: "unknown",
  [TrialState.UNRECOGNIZED]: "unknown",
  [TrialState.WAITING]: "waiting",
  [TrialState.RUNNING]: "running",
  [TrialState.COMPLETED]: "completed",
  [TrialState.PRUNED]: "pruned",
  [TrialState.FAILED]: "failed",
  [TrialState.PREEMPTED]: "preempted",
  [TrialState.CANCELLED]: "cancelled",
} as const satisfies Record<TrialState, string>;

export type StateName = (typeof SWEEP_STATES)[SweepState];
export type TrialStateName = (typeof TRIAL_STATES)[TrialState];

/** One sweep: `run`, `submit`, `watch`, `get`, `best`, `pause`, `resume` and `cancel`; `list` prints one a line. */
export function sweepShape({ name, state, reason, objective, best, trials, epochs }: Sweep): SweepShape {
  const { completed, pruned, failed, preempted, cancelled, running, waiting } = trials;
  return {
    sweep: name,
    state: SWEEP_STATES[state],
    reason: reason === "" ? null : reason,
    objective: { metric: objective.metric, direction: objective.direction },
    best:
      best === undefined
        ? null
        : {
            trial: best.trial,
            params: paramsShape(best.params),
            value: best.value,
            interval: best.interval === undefined ? null : [best.interval.low, best.interval.high],
            step: best.step,
            perClass: best.perClass.map(classShape),
            testValue: best.testValue ?? null,
            constraints: best.constraints === undefined ? null : constraintsShape(best.constraints),
            estimate: estimateShape(best),
            confirmation: confirmationShape(best),
            training: { argv: best.argv, env: best.env, seed: best.seed },
          },
    trials: { completed, pruned, failed, preempted, cancelled, running, waiting },
    epochs: { run: epochs.run, full: epochs.full, saved: epochs.saved },
  };
}

/** One line of `trials --json` and of `export --format jsonl`. */
export function trialShape(trial: Trial): TrialShape {
  return {
    trial: trial.trial,
    state: TRIAL_STATES[trial.state],
    params: paramsShape(trial.params),
    seed: trial.seed,
    attempt: trial.attempt,
    value: trial.value ?? null,
    steps: trial.steps.at(-1) ?? 0,
    reason: trial.reason === "" ? null : trial.reason,
    curve: trial.steps.map((step, i) => [step, trial.values[i] ?? null]),
    violation: trial.violation ?? null,
    replicateOf: trial.replicateOf ?? null,
    testValue: trial.testValue ?? null,
  };
}

/** `explain --json`. */
export function explanationShape(sweep: string, told: ExplainTrialResponse): ExplanationShape {
  return {
    sweep,
    trial: trialShape(part(told.trial, "trial")),
    suggested: told.suggested,
    verdicts: told.verdicts,
    attempts: told.attempts,
    perClass: told.perClass.map(classShape),
    testValue: told.testValue ?? null,
  };
}

function constraintsShape(constraints: Constraints): ConstraintsShape {
  const { feasible, violations, cost, unconstrainedTrial, unconstrainedValue } = constraints;
  return {
    feasible,
    violations: violations.map(({ metric, bound, value, by }) => ({
      metric,
      min: bound?.$case === "min" ? bound.min : null,
      max: bound?.$case === "max" ? bound.max : null,
      value,
      by,
    })),
    cost: cost ?? null,
    unconstrained: { trial: unconstrainedTrial, value: unconstrainedValue },
  };
}

function classShape(score: ClassScore): ClassShape {
  return {
    class: score.class,
    precision: score.precision,
    recall: score.recall,
    f1: score.f1,
    support: score.support,
  };
}
