import type { Counts } from "../../metrics/counts.ts";
import type { Metric } from "../../metrics/metric.ts";
import type { History, TrialState } from "../../search/history/history.ts";
import type { Pruner } from "../../search/pruners/index.ts";
import type { Sampler } from "../../search/samplers/index.ts";
import type { Earlier } from "../../search/samplers/startWarm.ts";
import type { Confirmation } from "./confirmation/confirmation.ts";
import type { SweepSpec } from "./document/spec.ts";
import type { TrialOrigin } from "./events.ts";

export type SweepPhase = "running" | "paused" | "completed" | "failed" | "cancelled";

/**
 * One sweep as its events have made it; changed in place by `evolve` and by nothing else.
 * Params, state and curve of a trial stand in `history`, the rest of it in `trials`, both by the trial's number.
 */
export interface Sweep {
  /** Tells sweeps of one name apart: what a trainer has kept belongs to the sweep, not to its name. */
  readonly id: string;
  /** The document as it is now. */
  spec: SweepSpec;
  /** The seed of its streams of chance. */
  chance: number;
  metric: Metric;
  sampler: Sampler;
  pruner: Pruner;
  /** What it took from earlier sweeps when it was created. */
  readonly earlier: readonly Earlier[];
  /** Number of the event that made the document what it is. */
  specSeq: number;
  readonly createdAtMs: number;
  /** How long it had ended before it went on again. */
  restedMs: number;
  /** Time of the newest event. */
  atMs: number;
  /** Number of the newest event. */
  seq: number;
  phase: SweepPhase;
  /** Why it is in that phase; empty while there is nothing to say. */
  reason: string;
  history: History;
  readonly trials: Trial[];
  /** How many of them earlier sweeps have trained. */
  adopted: number;
  /** Live leases by trial. */
  readonly leases: Map<number, Lease>;
  /** Attempts whose lease has ended while their trainers may still run, in the order of their ends. */
  readonly leaving: Leaving[];
  /** Attempts that were charged in full because nobody knew how far they had come, in the order of their ends; their agents may come back and say. */
  readonly unheard: Unheard[];
  /** Trials that wait for another attempt, in the order of their numbers. */
  readonly waiting: number[];
  readonly byState: Record<TrialState, number>;
  /** Trials that failed since the sweep was created, changed or opened again, in the order of their ends. */
  failures: number[];
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
  /** GPU time of the attempts that are over, in ms of one GPU. */
  gpuMsCharged: number;
  /** Epochs that pruned trials did not train. */
  epochsSaved: number;
}

/** What is known of a trial beside its params, state and curve. */
export interface Trial {
  readonly number: number;
  readonly seed: number;
  readonly suggested: string;
  /** The trial of an earlier sweep that it is; null for one of this sweep. */
  readonly origin: TrialOrigin | null;
  /** Which seed of the confirmation it has, from 1; 0 for a trial of the search. */
  readonly replicate: number;
  attempts: Attempt[];
  /** Furthest step of any attempt; the pruner has judged up to here. */
  furthest: number;
  /** Attempts in a row that have not come any further, those apart in which no trainer ran. */
  stalled: number;
  readonly verdicts: string[];
  reason: string;
  /** Of the newest report, and of the test set. */
  counts: Counts | null;
  scalars: Readonly<Record<string, number>>;
  /** What the objective of the newest report is likely to be on samples without end; null where that is not recorded. */
  centre: number | null;
  /** Which way that is likely to be farther off, as a skewness; null where that is not recorded. */
  skew: number | null;
  /** The ends of its 95 % interval; null where the error and these two tell them. */
  ends: readonly [low: number, high: number] | null;
  /** The metrics of the constraints in the newest report; empty without constraints. */
  constraintValues: readonly number[];
  testCounts: Counts | null;
}

export interface Attempt {
  readonly agent: string;
  readonly startedAtMs: number;
  /** GPUs of its slot. */
  readonly gpus: number;
  firstStep: number;
  lastStep: number;
  /** How it ended; empty while it runs. */
  ended: string;
}

/** The right of one attempt to run its trial. When it ends by silence is the engine's matter: see controller/deadlines.ts. */
export interface Lease {
  readonly trial: number;
  readonly attempt: number;
  readonly agent: string;
  /** Which process of that name; "" where the agent did not say. */
  readonly process: string;
  /** Whether the agent says when a trainer that was stopped is gone. */
  readonly saysGone: boolean;
  /** Newest message of this attempt. */
  seq: number;
  /** Newest step of this attempt; 0 before its first report. */
  step: number;
  /** Reports of this attempt. */
  reports: number;
  /** Its reports of the test set. */
  tests: number;
  /** Collapsed classes in the newest report, and for how many epochs in a row; see `neverPredicted`. */
  unpredicted: ReadonlyMap<number, number>;
}

/** An attempt whose lease has ended and whose trainer may still run: it takes a place of the budget, and speaks no more. */
export interface Leaving {
  readonly trial: number;
  readonly attempt: number;
  readonly agent: string;
  readonly process: string;
  /** Epochs that it has taken from the budget when its lease ended. */
  readonly epochs: number;
}

/** An attempt that ended by silence. */
export interface Unheard extends Leaving {
  /** Of those epochs, the ones that it reported. */
  readonly reports: number;
}

/** Whether a sweep has ended, in whatever way. */
export function isOver(sweep: Sweep): boolean {
  return sweep.phase !== "running" && sweep.phase !== "paused";
}

/** Whether time alone may end it. */
export function isTimed({ spec }: Sweep): boolean {
  return spec.budget.wallTimeMs !== null || spec.budget.gpuHours !== undefined;
}
