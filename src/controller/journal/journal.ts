import type { Event, NightEvent } from "../core/events.ts";

/** Events of one sweep that are to follow its event number `expectedSeq` (0: the sweep is new). */
export interface Append {
  readonly sweep: string;
  readonly expectedSeq: number;
  /** At least one. */
  readonly events: readonly Event[] | readonly NightEvent[];
  /** Whether the sweep is over with them. Left out: it is not. */
  readonly over?: boolean;
}

/** What another one has written to a sweep. */
export interface Written {
  readonly sweep: string;
  /** Number of the sweep's last event after it; 0: the sweep was removed. */
  readonly seq: number;
  /** Those up to `seq`, as far as they are known. */
  readonly events: readonly Event[];
}

/** What is known of a sweep without reading its events. */
export interface Summary {
  readonly sweep: string;
  readonly over: boolean;
  /** What was kept of it, see `keep`; null when nothing was, or it has changed since. */
  readonly kept: Uint8Array | null;
}

/** `seq`: number of the sweep's last event as it stands in the journal now. */
export type Appended =
  | { readonly kind: "appended"; readonly seq: number }
  | { readonly kind: "conflict"; readonly seq: number };

/**
 * The order of events of every sweep, numbered from 1 without gaps; and so of every other stream (`isSweep`), which is called a sweep here too.
 *
 * Every implementation runs through `test/contract/journals.test.ts`.
 */
export interface Journal {
  /**
   * Appends to several sweeps with one commit; resolves when all of it is durable. Each append stands for itself: one whose
   * `expectedSeq` is not the sweep's last number is a conflict and leaves nothing, the others are kept.
   * When it rejects the result is unknown: read the sweeps again.
   */
  append(appends: readonly Append[]): Promise<Appended[]>;

  /**
   * Events of a sweep with numbers above `afterSeq`, in order, in chunks. Nothing for an unknown sweep. Rejects with SweepError `invalid`, which names
   * the event, when what is there is not what was appended.
   */
  read(sweep: string, afterSeq: number): AsyncIterable<readonly Event[]>;

  /** The same of all events that are about one trial; the others are read by the store alone. Chunks may be empty. */
  about(sweep: string, trial: number): AsyncIterable<readonly Event[]>;

  /**
   * Removes a sweep with all of its events; resolves when that is durable, with whether it was done: not when `expectedSeq` is not the sweep's last
   * number. Its name is then free. When it rejects the result is unknown.
   */
  remove(sweep: string, expectedSeq: number): Promise<boolean>;

  /** Names of all sweeps, in the order of their creation. */
  sweeps(): Promise<string[]>;

  /** The same with what is known of each. */
  summaries(): Promise<Summary[]>;

  /** Keeps a few bytes beside a sweep for as long as `seq` is its last number. Nothing happens when it is not. */
  keep(sweep: string, seq: number, bytes: Uint8Array): Promise<void>;

  /** Finishes what was asked and lets go of the store. Nothing may be asked afterwards. */
  close(): Promise<void>;
}

/** A journal that outlives its process. */
export interface DurableJournal extends Journal {
  /** What a person has to be told of the store though all is served. */
  readonly warnings: readonly string[];
}

/** The same journal, but for what `own` does in its place. */
export function journalOver(journal: Journal, own: Partial<Journal>): Journal {
  return {
    append: (appends) => journal.append(appends),
    read: (sweep, afterSeq) => journal.read(sweep, afterSeq),
    about: (sweep, trial) => journal.about(sweep, trial),
    remove: (sweep, expectedSeq) => journal.remove(sweep, expectedSeq),
    sweeps: () => journal.sweeps(),
    summaries: () => journal.summaries(),
    keep: (sweep, seq, bytes) => journal.keep(sweep, seq, bytes),
    close: () => journal.close(),
    ...own,
  };
}
