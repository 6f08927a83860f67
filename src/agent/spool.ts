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
 * The messages of one lease that are not acknowledged yet, in order, numbered from 1. Each is sent when a stream is open, at most `window` ahead of
 * the acknowledgements, and again on every new stream until its own comes. Nothing is ever dropped: whoever adds waits for `room` first.
 *
 * The window keeps the stream free for heartbeats: a controller whose disk is slow reads on only while few messages wait there. On a new stream, and
 * after an acknowledgement that was long in coming, it is small.
 */
export class Spool {
  readonly #lease: Lease;
  readonly #send: (message: Spoken) => boolean;
  readonly #now: () => number;
  readonly #widest: number;
  #window: number;
  #entries: Entry[] = [];
  // How many of them were handed to this stream.
  #passed = 0;
  #lastSeq = 0;
  #closed = false;
  #wake: (() => void) | null = null;

  /** `send` returns false when no stream is open. */
  constructor(
    lease: Lease,
    send: (message: Spoken) => boolean,
    now: () => number,
    window: number = BOUNDS.spoolMessages,
  ) {
    this.#lease = lease;
    this.#widest = window;
    this.#window = this.#first;
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
    this.#entries.push({ seq: this.#lastSeq, message: this.#address(said), sentMs: null });
    this.#pass();
  }

  /** Sends everything again, in order: a new stream knows nothing of the old one. */
  resend(): void {
    this.#passed = 0;
    this.#window = this.#first;
    this.#pass();
  }

  /** Forgets all up to `seq`. Returns when the last of them was first sent; null when nothing was forgotten. */
  ack(seq: number): number | null {
    const open = this.#entries.findIndex((entry) => entry.seq > seq);
    const done = this.#entries.splice(0, open === -1 ? this.#entries.length : open);
    const last = done.at(-1);
    if (last === undefined) return null;
    this.#passed = Math.max(0, this.#passed - done.length);
    const tookMs = this.#now() - (last.sentMs ?? Number.NEGATIVE_INFINITY);
    const isPrompt = tookMs <= BOUNDS.sentAtFirst.promptMs;
    this.#window = isPrompt ? Math.min(this.#widest, this.#window + done.length) : this.#first;
    this.#pass();
    this.#freed();
    return last.sentMs;
  }

  /** The last word, which is said also after `close`. */
  conclude(said: Said): void {
    this.#closed = false;
    this.add(said);
    this.#closed = true;
  }

  /** Nobody expects anything for this lease any more but its `conclude`. */
  close(): void {
    this.#closed = true;
    this.#entries = [];
    this.#passed = 0;
    this.#freed();
  }

  get #first(): number {
    return Math.min(BOUNDS.sentAtFirst.messages, this.#widest);
  }

  #pass(): void {
    const nowMs = this.#now();
    while (this.#passed < Math.min(this.#window, this.#entries.length)) {
      const entry = this.#entries[this.#passed];
      if (entry === undefined || !this.#send(entry.message)) return;
      entry.sentMs ??= nowMs;
      this.#passed += 1;
    }
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
