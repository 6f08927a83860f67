import { setTimeout as sleep } from "node:timers/promises";
import { DeliverPolicy, type JsMsg } from "@nats-io/jetstream";
import { SweepError } from "../../../error.ts";
import { EVENT_FORMAT, type Event } from "../../core/events.ts";
import { chained } from "../checksum.ts";
import type { Written } from "../journal.ts";
import { type Connected, connectTo, type NatsKeys } from "./connection.ts";
import { formatOf, partOf, subjectsOf, sweepOf, tailOf } from "./envelope.ts";
import { type NatsPlace, readPlace } from "./place.ts";
import { lastSeq } from "./stream.ts";

/** Between two looks at how far the journal is, and after the connection has failed, in ms. */
const LOOK_MS = 500;
/** For what is in the journal to arrive, in ms: what takes longer is read anew sooner. */
const ARRIVAL_MS = 10_000;

/** Parts of an append that has not arrived in full. */
interface Unfinished {
  readonly append: string;
  readonly parts: readonly Uint8Array[];
}

/**
 * Follows what others write to a journal in NATS, from the moment on at which this was opened. Where the connection breaks it goes on with the next
 * message once there is one again.
 */
export class Following {
  readonly #place: NatsPlace;
  readonly #connected: Connected;
  readonly #unfinished = new Map<string, Unfinished>();
  /** Last checksum of each sweep that was written to. */
  readonly #sums = new Map<string, string>();
  readonly #ending = new AbortController();
  #work: Promise<unknown> = Promise.resolve();
  /** Number in the stream of the last message that was taken in. */
  #seen: number;
  /** When all that there was had been taken in, in ms of this process. */
  #asOfMs = performance.now();

  private constructor(place: NatsPlace, connected: Connected, seen: number) {
    this.#place = place;
    this.#connected = connected;
    this.#seen = seen;
  }

  /** @throws SweepError as `openNatsJournal`, which has to be open: it makes the stream */
  static async open(address: string, keys: NatsKeys): Promise<Following> {
    const place = readPlace(address);
    const connected = await connectTo(place, keys);
    try {
      return new Following(place, connected, await lastSeq(place, connected));
    } catch (error) {
      await connected.nc.close();
      throw error;
    }
  }

  /** Number in the stream of the last message that was taken in. */
  get seen(): number {
    return this.#seen;
  }

  /** For how many ms there may have been more than what was taken in. */
  get ageMs(): number {
    return performance.now() - this.#asOfMs;
  }

  /**
   * Gives `take` one append after the other, until `close`. The returned promise is pending until then; it rejects with what `take` rejects with, and with
   * `conflict` when the stream was deleted, or has lost its end.
   */
  start(take: (written: Written) => Promise<void>): Promise<void> {
    const work = Promise.all([this.#read(take), this.#look()]).then(() => {});
    this.#work = work.catch(() => {});
    return work;
  }

  /** Resolves when all that is in the journal now was taken in. @throws SweepError `unavailable` when it does not arrive, `conflict` as `start` */
  async caughtUp(): Promise<void> {
    const seen = this.#seen;
    const last = await lastSeq(this.#place, this.#connected);
    if (last < seen) throw remade(this.#place);
    for (const until = performance.now() + ARRIVAL_MS; this.#seen < last; await sleep(CATCH_UP_LOOK_MS)) {
      if (performance.now() >= until)
        throw new SweepError("unavailable", `${this.#place.name}: what others have written does not arrive`);
    }
  }

  async close(): Promise<void> {
    this.#ending.abort();
    await this.#connected.nc.close();
    await this.#work;
  }

  async #read(take: (written: Written) => Promise<void>): Promise<void> {
    for await (const message of this.#arriving()) {
      const written = this.#written(message);
      if (written !== null) await take(written);
      this.#seen = message.seq;
    }
  }

  /** One message after the other, until `close`. */
  async *#arriving(): AsyncGenerator<JsMsg> {
    while (!this.#ending.signal.aborted) {
      try {
        yield* await this.#messages();
      } catch {
        // The connection has broken, or was closed while something was asked for.
        await this.#pause();
      }
    }
  }

  async #messages() {
    const { stream } = this.#place;
    const consumer = await this.#connected.js.consumers.get(stream, {
      filter_subjects: subjectsOf(stream),
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: this.#seen + 1,
    });
    return consumer.consume();
  }

  /** The append that a message completes; null where more parts of it are to come. */
  #written({ seq: at, subject, headers, data }: JsMsg): Written | null {
    const sweep = sweepOf(subject);
    const { append, part, parts: all } = partOf(headers);
    const before = this.#unfinished.get(sweep);
    const parts = [...(before?.append === append ? before.parts : []), data];
    if (part < all) {
      this.#unfinished.set(sweep, { append, parts });
      return null;
    }
    this.#unfinished.delete(sweep);
    const { seq, sum } = tailOf(at, headers);
    const json = Buffer.concat(parts).toString("utf8");
    const previous = this.#sums.get(sweep);
    this.#sums.set(sweep, sum);
    // What is not whole, not what was written, or of a newer version, whoever reads the sweep anew finds out about.
    const isChained = previous === undefined || seq === 0 || chained(previous, sweep, seq, json) === sum;
    const isRight = isChained && !(formatOf(headers) > EVENT_FORMAT);
    const events: Event[] = parts.length === all && isRight ? eventsIn(json) : [];
    return { sweep, seq, events };
  }

  /** Knows as of when all was taken in. */
  async #look(): Promise<void> {
    while (!this.#ending.signal.aborted) {
      const askedMs = performance.now();
      const seen = this.#seen;
      const last = await lastSeq(this.#place, this.#connected).catch(() => null);
      if (last !== null && last < seen) throw remade(this.#place);
      await this.#pause();
      if (last !== null && this.#seen >= last) this.#asOfMs = askedMs;
    }
  }

  async #pause(): Promise<void> {
    await sleep(LOOK_MS, undefined, { signal: this.#ending.signal }).catch(() => {});
  }
}

const CATCH_UP_LOOK_MS = 5;

function eventsIn(json: string): Event[] {
  try {
    return JSON.parse(json);
  } catch {
    return [];
  }
}

function remade({ name, stream }: NatsPlace): SweepError {
  return new SweepError(
    "conflict",
    `${name}: stream ${stream} was made anew or has lost its end; start the controller again`,
  );
}
