import type { Counts } from "../../metrics/counts.ts";
import type { Earlier } from "../../search/samplers/startWarm.ts";
import type { SweepSpec } from "./document/spec.ts";
import type { Event } from "./events.ts";
import type { OrderName } from "./orders/index.ts";
import type { Solved, Unsolved } from "./solved.ts";
import type { Speaker } from "./speaker.ts";
import type { Finished } from "./takeFinished.ts";

/** What is asked of one sweep. `nowMs` is the controller's time, which never runs backwards; the core has no clock of its own. */
export type Command = {
  readonly nowMs: number;
} /** `earlier` and `finished`: see `takeEarlier`; like `id` of no account when the sweep exists. */ & (
  | {
      readonly kind: "create";
      readonly spec: SweepSpec;
      /** What the spec was read from; see `keepMeaning`. */
      readonly document?: unknown;
      readonly earlier?: readonly Earlier[] | undefined;
      readonly finished?: readonly Finished[] | undefined;
      /** 8 hexadecimal digits by chance. Left out: worked out from the document and the time. */
      readonly id?: string | undefined;
      /** Whether it is to rest from now on; left out: as it is. */
      readonly suspend?: boolean | undefined;
    }
  | { readonly kind: OrderName }
  /** Trials that broke run again; null: all of them. */
  | { readonly kind: "retry"; readonly trial: number | null }
  /** An agent has a free slot. `solved`: what an earlier answer was to have solved. */
  | ({ readonly kind: "lease"; readonly solved?: Solved | undefined } & Slot)
  /** `by`, here and below: who says it; left out where nobody else can. */
  | {
      readonly kind: "report";
      readonly trial: number;
      readonly attempt: number;
      readonly report: Report;
      readonly by?: Speaker;
    }
  | {
      readonly kind: "finish";
      readonly trial: number;
      readonly attempt: number;
      readonly finish: Finish;
      readonly by?: Speaker;
    }
  /**
   * The engine gives up a lease. expired: nothing was heard of it; gone: its agent's process was killed, and nothing of it runs; undelivered: its agent says that it does not hold it; gap: its agent goes on
   * from messages that the journal does not have any more. `unheard`: nothing was ever said under it, so its assignment may never have arrived.
   */
  | {
      readonly kind: "expire";
      readonly trial: number;
      readonly attempt: number;
      readonly why: "expired" | "gone" | "undelivered" | "gap";
      readonly unheard?: boolean;
      /** Its agent had it, and may still run its trainer. */
      readonly lingers?: boolean | undefined;
    }
  /** Nothing of the trainer of an attempt that was stopped, or that its agent gave up, runs any more. */
  | {
      readonly kind: "gone";
      readonly trial: number;
      readonly attempt: number;
      /** Epochs that the attempt has trained, by its own words; null: nobody knows. */
      readonly epochs: number | null;
      readonly by?: Speaker;
    }
  /** Another controller leads from now on. */
  | { readonly kind: "led" }
  /** Time has passed: is the wall time used up? */
  | { readonly kind: "tick" }
);

/** A free place for a trainer. */
export interface Slot {
  readonly agent: string;
  readonly process?: string | undefined;
  /** Whether the agent says when a trainer that was stopped is gone. */
  readonly saysGone?: boolean;
  /** GPUs that it has; a part of one where several slots share it. */
  readonly gpus?: number;
}

/** What a trainer says. `seq` counts the messages of one lease from 1. */
export interface Report {
  readonly seq: number;
  /** From 1; what it is for test counts does not matter. */
  readonly step: number;
  readonly counts: Counts | null;
  /** Empty when the trainer does not name them. */
  readonly classes: readonly string[];
  readonly scalars: Readonly<Record<string, number>>;
  /** The objective itself, from a trainer without counts. */
  readonly value: number | null;
  readonly test: boolean;
  /** An earlier attempt said it to the same agent's machine; left out: this one did. */
  readonly kept?: boolean;
}

export interface Finish {
  readonly seq: number;
  readonly outcome: "completed" | "failed" | "preempted";
  readonly reason: string;
  /** Preempted before any trainer ran. */
  readonly unstarted?: boolean;
  /** Epochs that the attempt has trained, by its trainer's words; left out: its agent does not say. */
  readonly epochs?: number | undefined;
}

/** What the asker is told, beside the events. */
export type Answer =
  /** `told`: what was changed, a line each; the numbers of the trials that run again. */
  | { readonly kind: "done"; readonly told?: readonly string[] }
  | { readonly kind: "granted"; readonly trial: number; readonly attempt: number }
  | { readonly kind: "nothing" }
  /** To be asked again with this solved. */
  | { readonly kind: "unsolved"; readonly unsolved: Unsolved }
  /** The lease has ended: a newer attempt runs, or the trial is over. */
  | { readonly kind: "lost" }
  /** A message before this one is missing; say them again in order. */
  | { readonly kind: "gap" };

/** Events that a command leads to, and what its asker is told. */
export interface Decision {
  readonly events: readonly Event[];
  readonly answer: Answer;
}
