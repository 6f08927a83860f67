import type { Finish, Report } from "../gen/macrosweep/v1/agent.ts";
import type { Lease } from "../gen/macrosweep/v1/trial.ts";
import { BOUNDS } from "./bounds.ts";

/** What is said of a lease, without the lease and the number that the spool adds. */
export type Said =
  | { readonly $case: "report"; readonly report: Omit<Report, "lease" | "seq"> }
  | { readonly $case: "finish"; readonly finish: Omit<Finish, "lease" | "seq"> };

/** The same as it goes over the wire. */
export type Spoken = { $case: "report"; report: Report } | { $case: "finish"; finish: Finish };

interface Entry {
  readonly seq: number;
  readonly message: Spoken;
  /** When it was first handed to a stream; null when there was none yet. */
  sentMs: number | null;
}

/**
 * The messages of one lease that are not acknowledged yet, in order, numbered from 1. Each is sent at once when a stream is open, and again
 * on every new stream until its acknowledgement comes. Nothing is ever dropped: whoever adds waits for `room` first.
 */
export class Spool {
  readonly #lease: Lease;
  readonly #send: (message: Spoken) => boolean;
  readonly #now: () => number;
  #entries: Entry[] = [];
  #lastSeq = 0;
  #closed = false;
  #wake: (() => void) | null = null;

  /** `send` returns false when no stream is open. */
  constructor(lease: Lease, send: (message: Spoken) => boolean, now: () => number) {
    this.#lease = lease;
    this.#send = send;
    this.#now = now;
  }

  get empty(): boolean {
    return this.#entries.length === 0;
  }

  /** Resolves when a message fits, or the spool is closed. One caller at a time. */
  async room(): Promise<void> {
    if (this.#closed || this.#entries.length < BOUNDS.spoolMessages) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    await promise;
  }

  /** Does nothing once the spool is closed. */
  add(said: Said): void {
    if (this.#closed) return;
    this.#lastSeq += 1;
    const entry: Entry = { seq: this.#lastSeq, message: this.#address(said), sentMs: null };
    this.#entries.push(entry);
    this.#pass(entry);
  }

  /** Sends everything again, in order: a new stream knows nothing of the old one. */
  resend(): void {
    for (const entry of this.#entries) this.#pass(entry);
  }

  /** Forgets all up to `seq`. Returns when the last of them was first sent; null when nothing was forgotten. */
  ack(seq: number): number | null {
    const open = this.#entries.findIndex((entry) => entry.seq > seq);
    const last = this.#entries.splice(0, open === -1 ? this.#entries.length : open).at(-1);
    if (last === undefined) return null;
    this.#freed();
    return last.sentMs;
  }

  /** Nobody expects anything for this lease any more. */
  close(): void {
    this.#closed = true;
    this.#entries = [];
    this.#freed();
  }

  #pass(entry: Entry): void {
    const nowMs = this.#now();
    if (this.#send(entry.message)) entry.sentMs ??= nowMs;
  }

  #address(said: Said): Spoken {
    const key = { lease: this.#lease, seq: this.#lastSeq };
    return said.$case === "report"
      ? { $case: "report", report: { ...said.report, ...key } }
      : { $case: "finish", finish: { ...said.finish, ...key } };
  }

  #freed(): void {
    this.#wake?.();
    this.#wake = null;
  }
}
