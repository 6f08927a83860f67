import { setTimeout as sleep } from "node:timers/promises";
import { SweepError } from "../../../error.ts";
import type { Connected } from "./connection.ts";
import type { Kept } from "./kept.ts";
import type { NatsPlace } from "./place.ts";
import { type Extent, extentOf } from "./stream.ts";

/** Between two notes, in ms: each costs a server a sync, and of so much the loss goes unseen where nobody remembers. */
const PAUSE_MS = 250;

/**
 * What the stream has had, noted beside it. A nats-server that finds a message damaged leaves it out with all that is behind it in the same file, tells nobody and,
 * where that was the last file, gives their numbers to others: so a stream that ends before what it has acknowledged is told from one that came no further, and one that
 * misses messages in between from one of which sweeps were removed.
 */
export class StreamEnd {
  readonly #place: NatsPlace;
  readonly #kept: Kept;
  readonly #closing = new AbortController();
  /** Of a stream of which nothing was noted yet. */
  readonly #found: Extent;
  #seq: number;
  #noted: number;
  #noting: Promise<void> | null = null;

  private constructor(place: NatsPlace, kept: Kept, found: Extent, seq: number) {
    this.#place = place;
    this.#kept = kept;
    this.#found = found;
    this.#seq = seq;
    this.#noted = seq;
  }

  /**
   * Holds the stream against what was noted of it. `isLossy`: what is missing may be, and is the measure from now on. `lost`: what a person has to be told.
   * @throws SweepError `invalid` when its end is missing and must not be
   */
  static async open(
    place: NatsPlace,
    connected: Connected,
    kept: Kept,
    isLossy: boolean,
  ): Promise<{ end: StreamEnd; lost: readonly string[] }> {
    // On both sides of the look at the stream: whoever leads goes on and removes meanwhile, and notes an end after it and a removal before it.
    const before = await kept.extent();
    const found = await extentOf(place, connected);
    const last = before?.last ?? 0;
    const gone = (await kept.extent())?.gone ?? found.gone;
    const isSetBack = found.last < last;
    const lost = [
      isSetBack ? setBack(place, found.last, last) : found.gone > gone ? holes(place, found.gone - gone) : [],
    ].flat();
    if (isSetBack && !isLossy) throw new SweepError("invalid", lost.join());
    if (lost.length > 0 && isLossy) await kept.noteExtent(() => found);
    const end = new StreamEnd(place, kept, found, Math.min(last, found.last));
    return { end, lost };
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

  /** So many messages are about to be removed. */
  async removing(count: number): Promise<void> {
    await this.#kept.noteExtent((noted) => {
      const { last, gone } = noted ?? this.#found;
      return { last, gone: gone + count };
    });
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#noting;
  }

  async #note(): Promise<void> {
    const { signal } = this.#closing;
    for (let works = true; works && this.#noted < this.#seq; ) {
      const seq = this.#seq;
      const further = (noted: Extent | null): Extent => {
        const { last, gone } = noted ?? this.#found;
        return { last: Math.max(last, seq), gone };
      };
      works = await this.#kept.noteExtent(further).then(
        () => true,
        // It is noted with the next message.
        () => false,
      );
      if (works) this.#noted = seq;
      await sleep(PAUSE_MS, undefined, { signal }).catch(() => {});
    }
  }
}

const LEFT_OUT = "nats-server leaves out what it finds damaged, and what is behind it in the same file";
const MEND =
  "bring the stream back from a backup, or go on without them by starting one controller once with --journal-sync interval";

/** What there is to say of a stream that ends with the message `last`, though those up to `acknowledged` were. */
export function setBack({ name }: NatsPlace, last: number, acknowledged: number): string {
  return `${name}: the stream ends with message ${last}, and those up to ${acknowledged} were acknowledged (${LEFT_OUT}): ${MEND}`;
}

function holes({ name }: NatsPlace, count: number): string {
  return `${name}: ${count} messages are missing from the stream that were of no removed sweep, so that sweeps may be missing or end too early (${LEFT_OUT}): ${MEND}`;
}
