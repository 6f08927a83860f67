import assert from "node:assert/strict";
import { errors } from "@nats-io/transport-node";
import { SweepError } from "../../../error.ts";
import type { Event } from "../../core/events.ts";
import { isAbout, mayBeAbout } from "../about.ts";
import { Chain, damaged, type Row } from "../chain.ts";
import type { Append, Appended, DurableJournal, Summary } from "../journal.ts";
import { type Connected, connectTo, type NatsKeys } from "./connection.ts";
import { StreamEnd, setBack } from "./end.ts";
import { NOTHING, subjectOf, subjectsOf, sweepOf, type Tail } from "./envelope.ts";
import { Kept } from "./kept.ts";
import { type NatsPlace, readPlace } from "./place.ts";
import { readAppends } from "./reading.ts";
import { openStream } from "./stream.ts";
import { checkSync, type SyncPolicy } from "./syncPolicy.ts";
import { type Entry, NatsWriter } from "./writing.ts";

export interface NatsOptions extends NatsKeys {
  /** Copies of the stream, 1 or 3: made with so many, or refused when it has others. Left out: 1 of a new one. */
  readonly replicas?: number | undefined;
  /** Where the servers' monitoring answers, such as http://host:8222; left out: their sync policy cannot be read. */
  readonly monitors?: readonly string[] | undefined;
  /** Left out: always. */
  readonly sync?: SyncPolicy | undefined;
  /** Told when an append was refused because another one has written. */
  readonly onConflict?: (() => void) | undefined;
}

/**
 * Opens the journal at `address`, `nats://host:port[,host:port][/STREAM]`, and makes its stream where there is none.
 *
 * An append is durable when it resolves, as far as the servers' own sync policy goes (docs/events.md). Any number of journals may have the stream open:
 * the fence holds between them. One append of one sweep is one message on the sweep's subject, or several where it is too long, of which readers see
 * all or none.
 *
 * @throws SweepError as `connectTo` and `openStream`. The methods reject with `unavailable` while no server answers and after `close`, and with
 *   `conflict` when the stream was deleted.
 */
export async function openNatsJournal(address: string, options: NatsOptions = {}): Promise<DurableJournal> {
  const place = readPlace(address);
  const connected = await connectTo(place, options);
  try {
    const { config } = await openStream(place, connected, options.replicas ?? null);
    const policy = options.sync ?? "always";
    const warnings = await checkSync(place, options.monitors ?? [], policy);
    const kept = await Kept.open(place, connected, config.num_replicas);
    const { end, lost } = await StreamEnd.open(place, connected, kept, policy === "interval");
    return new NatsJournal(place, connected, kept, end, [...warnings, ...lost], options.onConflict);
  } catch (error) {
    await connected.nc.close();
    throw error;
  }
}

/** Sweeps that are asked for at a time. */
const AT_A_TIME = 64;
/** Characters of JSON after which a chunk is full, as in the others. */
const CHUNK_CHARS = 256 * 1024;
const ADVICE = "it has to be removed from the stream, or the stream brought back from a backup; all other sweeps go on";
// nats-server says nothing to whoever wrote what it could not write, nor to anybody who writes later.
const SILENCE =
  "no answer in time; after a write that its disk has refused, such as a full one, nats-server takes nothing more until it is started again (its log and /healthz say so)";
/** Between two looks at the end of a sweep to which others write. */
const TRIES = 8;

class NatsJournal implements DurableJournal {
  readonly warnings: readonly string[];
  readonly #place: NatsPlace;
  readonly #connected: Connected;
  readonly #writer: NatsWriter;
  readonly #kept: Kept;
  readonly #end: StreamEnd;
  readonly #onConflict: () => void;
  /** How each sweep stood when it was last seen. The fence tells when another has gone on. */
  readonly #tails = new Map<string, Tail>();
  /** Sweeps of which nobody knows what became of the last append. */
  readonly #doubted = new Set<string>();
  /** The last work on each sweep: one after the other. */
  readonly #turns = new Map<string, Promise<unknown>>();
  #closed = false;

  constructor(
    place: NatsPlace,
    connected: Connected,
    kept: Kept,
    end: StreamEnd,
    warnings: readonly string[],
    onConflict: () => void = () => {},
  ) {
    this.#onConflict = onConflict;
    this.#place = place;
    this.#connected = connected;
    this.#writer = new NatsWriter(place, connected, end);
    this.#kept = kept;
    this.#end = end;
    this.warnings = warnings;
  }

  async append(appends: readonly Append[]): Promise<Appended[]> {
    const outcomes = await Promise.allSettled(
      appends.map(({ sweep, expectedSeq, events, over = false }) => {
        assert(events.length > 0, "an append has at least one event");
        const entry = { sweep, count: events.length, json: JSON.stringify(events), over };
        return this.#inTurn(sweep, () => this.#append(expectedSeq, entry));
      }),
    );
    // All have come to an end: what rejects says nothing of what is still under way.
    return outcomes.map((outcome) => {
      if (outcome.status === "rejected") throw outcome.reason;
      return outcome.value;
    });
  }

  async *read(sweep: string, afterSeq: number): AsyncGenerator<readonly Event[]> {
    let seen = 0;
    let chunk: Event[] = [];
    let chars = 0;
    for await (const row of this.#rows(sweep)) {
      const events = this.#parse(row, sweep, seen);
      chunk.push(...events.slice(Math.max(0, afterSeq - seen)));
      seen = row.seq;
      chars += row.events.length;
      if (chars < CHUNK_CHARS || chunk.length === 0) continue;
      yield chunk;
      chunk = [];
      chars = 0;
    }
    if (chunk.length > 0) yield chunk;
  }

  async *about(sweep: string, trial: number): AsyncGenerator<readonly Event[]> {
    let seen = 0;
    for await (const row of this.#rows(sweep)) {
      if (mayBeAbout(row.events, trial)) yield this.#parse(row, sweep, seen).filter((event) => isAbout(event, trial));
      seen = row.seq;
    }
  }

  async remove(sweep: string, expectedSeq: number): Promise<boolean> {
    return this.#inTurn(sweep, () => this.#remove(sweep, expectedSeq));
  }

  async sweeps(): Promise<string[]> {
    return (await this.#standing()).map(([name]) => name);
  }

  async summaries(): Promise<Summary[]> {
    this.#tails.clear();
    const standing = await this.#standing();
    return inBatches(standing, async ([sweep, { at, over }]) => {
      return { sweep, over, kept: over ? await this.#kept.get(sweep, at) : null };
    });
  }

  async keep(sweep: string, seq: number, bytes: Uint8Array): Promise<void> {
    const tail = await this.#look(sweep);
    if (tail.seq === seq && seq > 0) await this.#attempt(() => this.#kept.put(sweep, tail.at, bytes));
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled(this.#turns.values());
    await this.#end.close();
    await this.#connected.nc.close();
  }

  async #append(expectedSeq: number, entry: Entry): Promise<Appended> {
    const { sweep } = entry;
    const known = this.#tails.get(sweep);
    let tail = known?.seq === expectedSeq ? known : await this.#look(sweep);
    for (let tries = 0; tries < TRIES; tries++) {
      if (tail.seq !== expectedSeq) {
        this.#onConflict();
        return { kind: "conflict", seq: tail.seq };
      }
      const made = await this.#writer.append(tail, entry);
      if (made !== null) {
        this.#tails.set(sweep, made);
        this.#doubted.delete(sweep);
        return { kind: "appended", seq: made.seq };
      }
      // Another one was faster, or had begun, or the sweep was removed.
      tail = await this.#look(sweep);
    }
    throw new SweepError("unavailable", `${this.#place.name}: sweep "${sweep}": others write to it all the time`);
  }

  async #remove(sweep: string, expectedSeq: number): Promise<boolean> {
    for (let tries = 0; tries < TRIES; tries++) {
      const tail = await this.#look(sweep);
      if (tail.seq !== expectedSeq || tail.seq === 0) return false;
      const end = await this.#writer.end(tail, sweep);
      if (end === null) continue;
      this.#tails.delete(sweep);
      await this.#clear(sweep, end);
      await this.#kept.forget(sweep);
      return true;
    }
    throw new SweepError("unavailable", `${this.#place.name}: sweep "${sweep}": others write to it all the time`);
  }

  /** Lets the messages of a sweep go that was removed, but for the last: who follows hears of it so. Without that it is removed all the same. */
  async #clear(sweep: string, end: Tail): Promise<void> {
    const { stream } = this.#place;
    const { streams } = this.#connected.jsm;
    const subject = subjectOf(stream, sweep);
    try {
      const { state } = await streams.info(stream, { subjects_filter: subject });
      await this.#end.removing((state.subjects?.[subject] ?? 1) - 1);
      await streams.purge(stream, { filter: subject, seq: end.at });
    } catch {
      // They stay, and nobody reads them.
    }
  }

  /** How a sweep stands now. */
  async #look(sweep: string): Promise<Tail> {
    const tail = (await this.#writer.last(sweep)) ?? NOTHING;
    const known = this.#tails.get(sweep)?.at ?? 0;
    // A server that has been replaced by another one may say so too, for a moment.
    if (tail.at < known) throw new SweepError("unavailable", setBack(this.#place, tail.at, known));
    if (tail.seq === 0) this.#tails.delete(sweep);
    else this.#tails.set(sweep, tail);
    return tail;
  }

  /** The same, and that it is on the disk where that is in doubt. */
  async #durable(sweep: string): Promise<Tail> {
    const tail = await this.#look(sweep);
    if (tail.seq === 0 || !this.#doubted.has(sweep)) return tail;
    const confirmed = await this.#writer.confirm(tail, sweep);
    this.#tails.set(sweep, confirmed);
    this.#doubted.delete(sweep);
    return confirmed;
  }

  /** Every sweep, in the order of their creation. Where one has stood before, it is asked only whether it is there. */
  async #standing(): Promise<[sweep: string, tail: Tail][]> {
    const { stream } = this.#place;
    return this.#attempt(async () => {
      const { state } = await this.#connected.jsm.streams.info(stream, { subjects_filter: subjectsOf(stream) });
      const names = Object.keys(state.subjects ?? {}).map(sweepOf);
      const tails = await inBatches(names, async (name) => this.#tails.get(name) ?? (await this.#look(name)));
      return names
        .flatMap((name, i): [string, Tail][] => ((tails[i]?.seq ?? 0) > 0 ? [[name, tails[i] ?? NOTHING]] : []))
        .sort(([, a], [, b]) => a.created - b.created);
    });
  }

  /** A sweep's appends, each checked. */
  async *#rows(sweep: string): AsyncGenerator<Row> {
    const tail = await this.#attempt(() => this.#durable(sweep));
    if (tail.seq === 0) return;
    const chain = new Chain(this.#place.name, sweep, 0, "", ADVICE);
    try {
      for await (const row of readAppends(this.#place, this.#connected, sweep, tail)) {
        chain.take(row);
        yield row;
      }
    } catch (cause) {
      throw this.#explain(cause);
    }
    chain.end(tail.seq);
  }

  #parse({ seq, events: json }: Row, sweep: string, before: number): Event[] {
    const events: Event[] = JSON.parse(json);
    if (events.length === seq - before) return events;
    throw damaged(this.#place.name, sweep, before + 1, `or one up to ${seq} is missing`, ADVICE);
  }

  #inTurn<T>(sweep: string, work: () => Promise<T>): Promise<T> {
    const before = this.#turns.get(sweep) ?? Promise.resolve();
    const turn = this.#closed ? Promise.reject(this.#ended()) : before.then(() => this.#attempt(work));
    turn.catch(() => this.#doubted.add(sweep));
    const settled = turn.then(
      () => {},
      () => {},
    );
    this.#turns.set(sweep, settled);
    void settled.then(() => this.#turns.get(sweep) === settled && this.#turns.delete(sweep));
    return turn;
  }

  async #attempt<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (cause) {
      throw this.#explain(cause);
    }
  }

  #explain(cause: unknown): SweepError {
    if (cause instanceof SweepError) return cause;
    if (this.#closed) return this.#ended();
    const why = cause instanceof errors.TimeoutError ? SILENCE : String(cause instanceof Error ? cause.message : cause);
    return new SweepError("unavailable", `${this.#place.name}: ${why}`, { cause });
  }

  #ended(): SweepError {
    return new SweepError("unavailable", `${this.#place.name}: the journal is closed`);
  }
}

async function inBatches<T, U>(items: readonly T[], work: (item: T) => Promise<U>): Promise<U[]> {
  const done: U[] = [];
  for (let from = 0; from < items.length; from += AT_A_TIME)
    done.push(...(await Promise.all(items.slice(from, from + AT_A_TIME).map(work))));
  return done;
}
