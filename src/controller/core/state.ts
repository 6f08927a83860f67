import type { Counts } from "../../metrics/counts.ts";
import { type Metric, readMetric } from "../../metrics/metric.ts";
import { History, type TrialState } from "../../search/history/history.ts";
import { levelOf } from "../../search/history/level.ts";
import { createPruner, type Pruner } from "../../search/pruners/index.ts";
import { enqueueFirst } from "../../search/samplers/enqueue.ts";
import { createSampler, type Sampler } from "../../search/samplers/index.ts";
import { type Earlier, warmStart } from "../../search/samplers/startWarm.ts";
import type { Params } from "../../search/space/space.ts";
import { reservedEpochs } from "./document/confirm.ts";
import type { SweepSpec } from "./document/spec.ts";
import type { FinalistDropped } from "./events.ts";

export type SweepPhase = "running" | "paused" | "completed" | "failed" | "cancelled";

/**
 * One sweep as its events have made it; changed in place by `evolve` and by nothing else.
 * Params, state and curve of a trial stand in `history`, the rest of it in `trials`, both by the trial's number.
 */
export interface Sweep {
  readonly spec: SweepSpec;
  readonly metric: Metric;
  readonly sampler: Sampler;
  readonly pruner: Pruner;
  readonly createdAtMs: number;
  /** Time of the newest event. */
  atMs: number;
  /** Number of the newest event. */
  seq: number;
  phase: SweepPhase;
  /** Why it is in that phase; empty while there is nothing to say. */
  reason: string;
  readonly history: History;
  readonly trials: Trial[];
  /** Live leases by trial. */
  readonly leases: Map<number, Lease>;
  /** Trials that wait for another attempt, in the order of their numbers. */
  readonly waiting: number[];
  readonly tally: Record<TrialState, number>;
  /** Names of the classes, once a report has named them. */
  classes: readonly string[] | null;
  /** Why the sampler has nothing more to propose; null while it has. */
  exhausted: string | null;
  /** The confirmed winner. Before that the best completed trial of the search: one that meets the constraints before one that does not, then the nearest, then by value; the earliest of equals. */
  best: number | null;
  /** The finalists and their replicates; null while the search goes on. */
  confirmation: Confirmation | null;
  /** The completed trial with the best value, whatever the constraints. */
  bestUnconstrained: number | null;
  /** Reports recorded, of all attempts: epochs that were trained. */
  epochsRun: number;
  /** Epochs that ended attempts took from the budget. */
  epochsCharged: number;
  /** Epochs that pruned trials did not train. */
  epochsSaved: number;
}

/** What is known of a trial beside its params, state and curve. */
export interface Trial {
  readonly number: number;
  readonly seed: number;
  readonly suggested: string;
  /** Which seed of the confirmation it has, from 1; 0 for a trial of the search. */
  readonly replicate: number;
  attempts: Attempt[];
  /** Furthest step of any attempt; the pruner has judged up to here. */
  furthest: number;
  /** Attempts in a row that have not come any further. */
  stalled: number;
  readonly verdicts: string[];
  reason: string;
  /** Of the newest report, and of the test set. */
  counts: Counts | null;
  /** The metrics of the constraints in the newest report; empty without constraints. */
  constraintValues: readonly number[];
  testCounts: Counts | null;
}

/** The second phase of a sweep: the best trials of the search, trained again with fresh seeds. */
export interface Confirmation {
  /** What the k-th replicate of everyone is trained with. */
  readonly seeds: readonly number[];
  /** The best of the search first. */
  readonly finalists: readonly Contender[];
  readonly baseline: Contender | null;
  /** Whether the winner has been named, or that there is none. */
  ended: boolean;
}

export interface Contender {
  /** The finalist's trial of the search. The baseline is known by its first replicate: null before that. */
  trial: number | null;
  readonly params: Params;
  /** Trials by seed. */
  readonly replicates: number[];
  /** Why it gets no more seeds; null while it does. */
  out: Pick<FinalistDropped, "why" | "reason"> | null;
}

export interface Attempt {
  readonly agent: string;
  readonly startedAtMs: number;
  firstStep: number;
  lastStep: number;
  /** How it ended; empty while it runs. */
  ended: string;
}

/** The right of one attempt to run its trial. When it ends by silence is the engine's matter: see controller/leases.ts. */
export interface Lease {
  readonly trial: number;
  readonly attempt: number;
  readonly agent: string;
  /** Newest message of this attempt. */
  seq: number;
  /** Newest step of this attempt; 0 before its first report. */
  step: number;
  /** Reports of this attempt. */
  reports: number;
  /** Collapsed classes in the newest report, and for how many epochs in a row; see `neverPredicted`. */
  unpredicted: ReadonlyMap<number, number>;
}

export function newSweep(spec: SweepSpec, createdAtMs: number, earlier: readonly Earlier[] = []): Sweep {
  const { parameters: space, objective, budget } = spec;
  const pruner = createPruner(spec.pruner, budget.epochsPerTrial, objective.direction);
  return {
    spec,
    metric: readMetric(objective.metric),
    sampler: samplerOf(spec, earlier),
    pruner,
    createdAtMs,
    atMs: createdAtMs,
    seq: 0,
    phase: "running",
    reason: "",
    history: new History({
      space,
      direction: objective.direction,
      maxStep: budget.epochsPerTrial,
      rungs: pruner.rungs,
      budget: {
        trials: budget.trials,
        epochs: budget.totalEpochs === null ? null : budget.totalEpochs - reservedEpochs(spec),
      },
    }),
    trials: [],
    leases: new Map(),
    waiting: [],
    tally: { waiting: 0, running: 0, completed: 0, pruned: 0, failed: 0, preempted: 0, cancelled: 0 },
    classes: null,
    exhausted: null,
    best: null,
    bestUnconstrained: null,
    confirmation: null,
    epochsRun: 0,
    epochsCharged: 0,
    epochsSaved: 0,
  };
}

// What a person has asked for runs first, then what earlier sweeps have found, in turns with the sampler's own.
function samplerOf({ sampler, parameters: space, enqueue }: SweepSpec, earlier: readonly Earlier[]): Sampler {
  const warm = warmStart(earlier, enqueue?.length ?? 0, createSampler(sampler, space), space);
  return enqueueFirst(enqueue, warm, space);
}

/** Last value of a trial's curve; null before its first report. */
export function lastValue(sweep: Sweep, trial: number): number | null {
  return sweep.history.trials[trial]?.values.at(-1) ?? null;
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

export function isOver(sweep: Sweep): boolean {
  return sweep.phase !== "running" && sweep.phase !== "paused";
}
