import { setTimeout as sleep } from "node:timers/promises";
import { SweepError } from "../../../error.ts";
import type { Kept } from "./kept.ts";
import type { NatsPlace } from "./place.ts";

/** Between two notes, in ms: each costs a server a sync, and of so much the loss goes unseen where nobody remembers. */
const PAUSE_MS = 250;

/**
 * How far the stream has come, noted beside it. A nats-server that finds a message damaged leaves it out with all that is behind it in the same block, tells
 * nobody and gives their numbers to others: so a stream that ends before what it has acknowledged is told from one that came no further.
 */
export class StreamEnd {
  readonly #place: NatsPlace;
  readonly #kept: Kept;
  readonly #closing = new AbortController();
  #seq: number;
  #noted: number;
  #noting: Promise<void> | null = null;

  /** `noted`: the number that stands beside the stream. */
  constructor(place: NatsPlace, kept: Kept, noted: number) {
    this.#place = place;
    this.#kept = kept;
    this.#seq = noted;
    this.#noted = noted;
  }

  /** Number of the last message that was acknowledged, as far as is known. */
  get seq(): number {
    return this.#seq;
  }

  /** The message `seq` was acknowledged, which was sent when `before` had been. @throws SweepError `conflict` when it has a number of before */
  reached(seq: number, before: number): void {
    if (seq <= before) throw new SweepError("conflict", setBack(this.#place, seq - 1, before));
    this.#seq = Math.max(this.#seq, seq);
    this.#noting ??= this.#note().finally(() => {
      this.#noting = null;
    });
  }

  /** What was lost is accepted: the stream ends with `seq` from now on. Returns what a person has to be told. */
  async accept(seq: number): Promise<string> {
    const told = setBack(this.#place, seq, this.#seq);
    await this.#kept.noteEnd(seq);
    this.#seq = seq;
    this.#noted = seq;
    return told;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#noting;
  }

  async #note(): Promise<void> {
    const { signal } = this.#closing;
    for (let works = true; works && this.#noted < this.#seq; ) {
      const seq = this.#seq;
      works = await this.#kept.noteEnd(seq).then(
        () => true,
        // It is noted with the next message.
        () => false,
      );
      if (works) this.#noted = seq;
      await sleep(PAUSE_MS, undefined, { signal }).catch(() => {});
    }
  }
}

/** What there is to say of a stream that ends with the message `last`, though those up to `acknowledged` were. */
export function setBack({ name }: NatsPlace, last: number, acknowledged: number): string {
  const why = "nats-server leaves out what it finds damaged, and what is behind it";
  const mend =
    "bring the stream back from a backup, or go on without them by starting one controller once with --journal-sync interval";
  return `${name}: the stream ends with message ${last}, and those up to ${acknowledged} were acknowledged (${why}): ${mend}`;
}
