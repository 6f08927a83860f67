import type { Counts } from "../../metrics/counts.ts";
import type { Earlier } from "../../search/samplers/startWarm.ts";
import type { Params } from "../../search/space/space.ts";
import type { SweepSpec } from "./document/spec.ts";

/**
 * What has happened to one sweep, in order. Facts and decisions, never requests: a replay asks no sampler and no pruner.
 *
 * The journal keeps these as JSON, so this union is a file format: change it only by adding kinds, or optional fields that mean nothing to whoever does not
 * know them, and otherwise raise `EVENT_FORMAT` (see CONTRIBUTING.md). `test/contract/golden.json` holds one of each.
 */
export type Event =
  | SweepCreated
  | SweepPaused
  | SweepResumed
  | LeaderChanged
  | SweepEnded
  | SweepChanged
  | SweepReopened
  | TrialRetried
  | SearchExhausted
  | TrialAdopted
  | TrialSuggested
  | LeaseGranted
  | LeaseEnded
  | ReportRecorded
  | TestRecorded
  | TrialEnded
  | TrialRequeued
  | TrainerGone
  | ChargeCorrected
  | ConfirmationStarted
  | FinalistDropped
  | ConfirmationEnded;

/**
 * What has happened to a schedule, or to the report of a night: in streams of their own beside the sweeps, `schedule/NAME` and `report/ID`, by the same
 * rules. No sweep has a name with a slash.
 */
export type NightEvent =
  | ScheduleTaken
  | NightDecided
  | ReportsBegun
  | ReportDue
  | ReportTried
  | ReportFailed
  | ReportDelivered
  | ReportGivenUp;

/** Whether a stream of a journal has the events of a sweep. */
export function isSweep(stream: string): boolean {
  return !stream.includes("/");
}

/** Version of the event format that this program writes, and the newest that it reads. */
export const EVENT_FORMAT = 1;

interface Fact {
  /** Controller's time in ms since the Unix epoch; never runs backwards within a sweep. */
  readonly atMs: number;
  /** Of kinds of later versions: whoever does not know the kind may pass over it. Left out: he must not go on. */
  readonly ignorable?: true;
}

export interface SweepCreated extends Fact {
  readonly kind: "sweepCreated";
  /** The document with every default filled in. */
  readonly spec: SweepSpec;
  /** Where the document has a warm start: what was taken from earlier sweeps, so that a replay depends on none of them. */
  readonly earlier?: readonly Earlier[];
  /** Tells sweeps of one name apart, in any journal: 8 hexadecimal digits by chance. Left out in journals of earlier versions: see `newSweep`. */
  readonly id?: string;
  /** The seed of its streams of chance, see `sweepSeed`; left out by versions whose streams had the document's seed. */
  readonly chance?: number;
}

export interface SweepPaused extends Fact {
  readonly kind: "sweepPaused";
}

export interface SweepResumed extends Fact {
  readonly kind: "sweepResumed";
}

/** Another controller has begun to lead: what the one before it still had on its way to the journal does not follow any more, and is refused there. */
export interface LeaderChanged extends Fact {
  readonly kind: "leaderChanged";
  readonly ignorable: true;
}

export interface SweepEnded extends Fact {
  readonly kind: "sweepEnded";
  readonly state: "completed" | "failed" | "cancelled";
  readonly reason: string;
}

/** The document was edited, and the sweep goes on by the new one. What trials mean is as it was: see `change/`. */
export interface SweepChanged extends Fact {
  readonly kind: "sweepChanged";
  /** The whole document as it is from now on. */
  readonly spec: SweepSpec;
  /** As in `sweepCreated`. */
  readonly chance: number;
  /** Where the constraints are other ones: what the last reports of the trials say of them. */
  readonly remeasured?: readonly Remeasured[];
}

/** What the last report of a trial says of constraints that came later. */
export interface Remeasured {
  readonly trial: number;
  readonly constraintValues: readonly number[];
  readonly violation: number;
}

/** A sweep that had ended goes on. The time in between is not part of its wall time. */
export interface SweepReopened extends Fact {
  readonly kind: "sweepReopened";
  readonly reason: string;
}

/** A trial that had not come to its end by its own doing waits for another attempt. */
export interface TrialRetried extends Fact {
  readonly kind: "trialRetried";
  readonly trial: number;
  readonly reason: string;
}

/** The sampler has nothing more to propose. */
export interface SearchExhausted extends Fact {
  readonly kind: "searchExhausted";
  readonly reason: string;
}

/** A trial that an earlier sweep has finished counts in this one as it is (`trust: same`). */
export interface TrialAdopted extends Fact {
  readonly kind: "trialAdopted";
  readonly trial: number;
  readonly from: TrialOrigin;
  readonly params: Params;
  readonly seed: number;
  readonly state: "completed" | "pruned";
  readonly steps: readonly number[];
  readonly values: readonly number[];
  readonly errors: readonly (number | null)[];
  /** Where this sweep has constraints: as its last report says, for all steps. */
  readonly constraintValues?: readonly number[];
  readonly violation?: number;
  readonly counts: Counts | null;
  readonly scalars: Readonly<Record<string, number>>;
  readonly testCounts: Counts | null;
  /** The class names, in the first that has them. */
  readonly classes?: readonly string[];
}

/** The trial that was trained, in the sweep that trained it. */
export interface TrialOrigin {
  readonly sweep: string;
  /** Of the sweep, as in `sweepCreated`. */
  readonly id: string;
  readonly trial: number;
}

export interface TrialSuggested extends Fact {
  readonly kind: "trialSuggested";
  readonly trial: number;
  readonly params: Params;
  readonly seed: number;
  /** How the sampler came to it, for a person. */
  readonly why: string;
  /** Whether a model proposed it. */
  readonly guided?: true;
  /** The event after which the sampler looked at the sweep, where working it out took a while; left out: the one before this. */
  readonly asOf?: number;
  /** The trial whose params it trains again. That of the baseline's first replicate is its own number: no trial of the search has those params. */
  readonly replicateOf?: number;
  /** Which of the seeds of the confirmation it has, from 1. */
  readonly replicate?: number;
}

export interface LeaseGranted extends Fact {
  readonly kind: "leaseGranted";
  readonly trial: number;
  /** From 1. A newer attempt fences out the older ones. */
  readonly attempt: number;
  readonly agent: string;
  /** Which process of that name, where the agent says. */
  readonly process?: string;
  /** The agent says when nothing of a stopped trainer runs any more; left out: it does not, or is of an earlier version. */
  readonly saysGone?: true;
  /** GPUs of its slot, where it has any; a part of one where several slots share it. */
  readonly gpus?: number;
}

export interface LeaseEnded extends Fact {
  readonly kind: "leaseEnded";
  readonly trial: number;
  readonly attempt: number;
  /**
   * finished: the trainer ended by itself; stopped: the controller ended it; returned: the agent gave it back; expired: nothing was heard
   * for a whole lease; undelivered: the agent never got it.
   */
  readonly why: "finished" | "stopped" | "returned" | "expired" | "undelivered";
  /** Epochs that this attempt takes from the budget. */
  readonly epochs: number;
  /** As far as anybody knows no trainer ran: no attempt that came no further. */
  readonly unstarted?: true;
  /** Its trainer may still run, and keeps its place in the budget until `trainerGone`. */
  readonly lingers?: true;
}

/** Nothing of the trainer of an ended lease runs any more, as its agent says, or must have done by now: its place in the budget is free. */
export interface TrainerGone extends Fact {
  readonly kind: "trainerGone";
  readonly trial: number;
  readonly attempt: number;
  /** Epochs that the attempt takes from the budget beside those of its `leaseEnded`. */
  readonly epochs: number;
}

/** An agent that was not heard of for a whole lease has come back, and says what its attempt trained: less than was charged for it unheard. */
export interface ChargeCorrected extends Fact {
  readonly kind: "chargeCorrected";
  readonly trial: number;
  readonly attempt: number;
  /** Epochs that the attempt takes from the budget in all, in place of those of its `leaseEnded`. */
  readonly epochs: number;
}

export interface ReportRecorded extends Fact {
  readonly kind: "reportRecorded";
  readonly trial: number;
  readonly attempt: number;
  readonly seq: number;
  readonly step: number;
  /** The objective at this step, and its standard error from the counts (null without counts). */
  readonly value: number;
  readonly error: number | null;
  /** What the objective is likely to be on samples without end; absent without an error, and in journals of versions that knew only that. */
  readonly centre?: number;
  /** Which way that is likely to be farther off, as a skewness; absent as `centre` is. */
  readonly skew?: number;
  /** The ends of its 95 % interval where `error`, `centre` and `skew` do not tell them: a rare class has most of the variance. */
  readonly ends?: readonly [low: number, high: number];
  /** Where the sweep has constraints: their metrics in their order, and by how much they are missed in all (0: they hold). */
  readonly constraintValues?: readonly number[];
  readonly violation?: number;
  readonly counts: Counts | null;
  /** The class names, in the first report of the sweep that has them. */
  readonly classes?: readonly string[];
  readonly scalars?: Readonly<Record<string, number>>;
  /** An earlier attempt had trained it, and its agent's machine had kept it. */
  readonly kept?: true;
  /** What the pruner said, where it judged. */
  readonly verdict?: string;
}

/** Counts of the test set. Shown, never searched on. */
export interface TestRecorded extends Fact {
  readonly kind: "testRecorded";
  readonly trial: number;
  readonly attempt: number;
  readonly seq: number;
  readonly counts: Counts;
}

export interface TrialEnded extends Fact {
  readonly kind: "trialEnded";
  readonly trial: number;
  readonly state: "completed" | "pruned" | "failed" | "preempted" | "cancelled";
  readonly reason: string;
}

/** The trial lost its lease through no fault of its own and waits for another. */
export interface TrialRequeued extends Fact {
  readonly kind: "trialRequeued";
  readonly trial: number;
  readonly reason: string;
}

/** The search is over, and its best trials are trained again with fresh seeds. */
export interface ConfirmationStarted extends Fact {
  readonly kind: "confirmationStarted";
  /** The best completed trials, the best first. */
  readonly finalists: readonly number[];
  /** The k-th replicate of every finalist gets the k-th of these. */
  readonly seeds: readonly number[];
}

/** A finalist, or the baseline (by its first replicate), gets no more seeds. */
export interface FinalistDropped extends Fact {
  readonly kind: "finalistDropped";
  readonly trial: number;
  /** behind: it is almost certainly not the best; failed: a replicate did not complete, so it is out of the choice. */
  readonly why: "behind" | "failed";
  readonly reason: string;
}

export interface ConfirmationEnded extends Fact {
  readonly kind: "confirmationEnded";
  /** null: no finalist could be confirmed, and the best of the search stays the best. */
  readonly winner: number | null;
  readonly reason: string;
}

/** A template makes nights by itself from now on; again where it was edited. In the stream `schedule/NAME`, which is removed with the schedule. */
export interface ScheduleTaken extends Fact {
  readonly kind: "scheduleTaken";
  readonly name: string;
  /** The document as it was submitted. */
  readonly template: object;
  /** The resource of a cluster that it comes from; left out: people have submitted it. */
  readonly origin?: ScheduleOrigin;
  /** No night before it is begun, ms since the Unix epoch by the wall's clock. */
  readonly sinceMs: number;
}

/** A resource of a cluster with a schedule. */
export interface ScheduleOrigin {
  readonly uid: string;
  /** What the names of its schedule, series and nights begin with; empty where the controller serves one namespace. */
  readonly prefix: string;
}

/** What became of a night that was due. */
export interface NightDecided extends Fact {
  readonly kind: "nightDecided";
  /** When it was due, ISO 8601 in UTC. */
  readonly scheduled: string;
  readonly outcome: "submitted" | "existing" | "skipped" | "stopped" | "missed" | "refused";
  /** The sweep; null where there is none. */
  readonly night: string | null;
  /** Why there is none. */
  readonly reason: string | null;
}

/** There is a webhook for the first time. In the stream `report/begun`. */
export interface ReportsBegun extends Fact {
  readonly kind: "reportsBegun";
  /** Nights that had ended before, by the ids that their reports would have: nobody is told of them. */
  readonly before: readonly string[];
}

/** The report of a night that has ended is to be sent. In the stream `report/ID`. */
export interface ReportDue extends Fact {
  readonly kind: "reportDue";
  /** The same for every try, and the receiver's too. */
  readonly id: string;
  readonly sweep: string;
  /** What is sent, byte for byte. */
  readonly body: string;
}

/** It is sent after this, by the controller that has written this. */
export interface ReportTried extends Fact {
  readonly kind: "reportTried";
  /** From 1. */
  readonly attempt: number;
  /** Where nothing follows, for the controller was killed: when it is tried again, ms as `atMs`. */
  readonly againMs: number;
}

/** It was not taken. */
export interface ReportFailed extends Fact {
  readonly kind: "reportFailed";
  readonly why: string;
  readonly againMs: number;
}

/** It was taken, and is never sent again. The stream is over. */
export interface ReportDelivered extends Fact {
  readonly kind: "reportDelivered";
  readonly id: string;
}

/** It was not taken for three days, and is not sent any more. The stream is over. */
export interface ReportGivenUp extends Fact {
  readonly kind: "reportGivenUp";
  readonly id: string;
}
