import { SweepError } from "../error.ts";
import type { Clock } from "./clock.ts";
import { type Event, isSweep } from "./core/events.ts";
import { evolve } from "./core/evolve.ts";
import { isOver, type Sweep } from "./core/state.ts";
import type { Journal, Summary, Written } from "./journal/journal.ts";
import { RestingSweeps } from "./restingSweeps.ts";

/** Sweeps by state; those that are over together. */
export interface Phases {
  readonly running: number;
  readonly paused: number;
  readonly over: number;
}

/**
 * The sweeps of a journal as they stand in memory: those that live, and those that are over while somebody asks for them. What stands here may be
 * ahead of the journal by what is on its way to the disk; where that fails the sweep is dropped and read again.
 */
export class Shelf {
  readonly #journal: Journal;
  readonly #clock: Clock;
  readonly #loaded: (name: string, sweep: Sweep | null) => void;
  /** null: to be read before its next use; over and let go, or dropped after a failed append. */
  readonly #sweeps = new Map<string, Sweep | null>();
  readonly #resting = new RestingSweeps();
  /** Why a sweep could not be read. */
  readonly #unreadable = new Map<string, SweepError>();
  /** By how much the time of a sweep is ahead of the clock, whose controller before had a later one. */
  readonly #aheadMs = new Map<string, number>();

  /** `loaded` is told of each sweep that was read from the journal, or found to be gone (null). */
  constructor(journal: Journal, clock: Clock, loaded: (name: string, sweep: Sweep | null) => void) {
    this.#journal = journal;
    this.#clock = clock;
    this.#loaded = loaded;
  }

  /**
   * Reads every sweep of the journal that is not over. Returns what is no sweep.
   * @throws SweepError `unsupported` when a newer version wrote one of them
   */
  async fill(): Promise<Summary[]> {
    const streams = await this.#journal.summaries();
    const summaries = streams.filter(({ sweep }) => isSweep(sweep));
    this.#resting.found(summaries);
    for (const { sweep, over } of summaries) {
      this.#sweeps.set(sweep, null);
      if (over) continue;
      await this.ready(sweep);
      this.checkKnown();
    }
    return streams.filter(({ sweep }) => !isSweep(sweep));
  }

  /** @throws SweepError `unsupported` when a newer version wrote a sweep that is not over: it trains somewhere, and nobody here could go on with it */
  checkKnown(): void {
    for (const [name, why] of this.#unreadable) if (why.code === "unsupported" && !this.#resting.has(name)) throw why;
  }

  /** Names of all sweeps, in the order of their creation. */
  names(): string[] {
    return [...this.#sweeps.keys()];
  }

  /** Names of those that are not over. */
  liveNames(): string[] {
    return this.names().filter((name) => !this.#resting.has(name));
  }

  /** Those in memory that are not over, by name. */
  live(): [name: string, sweep: Sweep][] {
    return [...this.#sweeps].flatMap(([name, sweep]) => (sweep === null || isOver(sweep) ? [] : [[name, sweep]]));
  }

  /** How many there are in each state. */
  phases(): Phases {
    const live = this.live();
    const running = live.filter(([, { phase }]) => phase === "running").length;
    return { running, paused: live.length - running, over: this.names().length - this.liveNames().length };
  }

  /** What stands here now; undefined: there is none of that name, null: it must be read first. */
  peek(name: string): Sweep | null | undefined {
    return this.#sweeps.get(name);
  }

  /** null: there is none of that name. @throws SweepError when it could not be read: `unavailable`, `invalid` where the journal is damaged, or `unsupported`. */
  get(name: string): Sweep | null {
    const sweep = this.#sweeps.get(name);
    if (sweep === null) throw this.#unreadable.get(name) ?? unread(name, "; try again");
    return sweep ?? null;
  }

  /** The time of a sweep goes on from its newest event also where the clock of this controller began before that. */
  timeOf(name: string, nowMs: number): number {
    return Math.max(nowMs + (this.#aheadMs.get(name) ?? 0), this.#sweeps.get(name)?.atMs ?? 0);
  }

  /** A sweep was made, or changed in place. */
  put(name: string, sweep: Sweep): void {
    this.#sweeps.set(name, sweep);
  }

  /** New events of a sweep are in the journal. */
  committed(name: string): Sweep {
    const sweep = this.#sweeps.get(name);
    if (sweep === undefined || sweep === null) throw new Error(`sweep ${name} was committed but is not here`);
    this.#resting.changed(name, isOver(sweep), this.#clock.nowMs());
    return sweep;
  }

  /**
   * Takes in what another one has written to a sweep, and returns the events that are new here. Where the sweep was let go, or some before them are missing,
   * it is to be read again.
   */
  follow({ sweep: name, seq, events }: Written): readonly Event[] {
    if (seq === 0) {
      this.remove(name);
      return [];
    }
    const here = this.#sweeps.get(name);
    const missing = seq - (here?.seq ?? 0);
    if (missing <= 0) return [];
    if (here === null || missing > events.length) {
      this.#doubt(name);
      return [];
    }
    const news = events.slice(-missing);
    try {
      let sweep = here ?? null;
      for (const event of news) sweep = taken(name, sweep, event);
      if (sweep !== null) this.#here(name, sweep);
    } catch {
      // Read again it is refused with the reason.
      this.#doubt(name);
    }
    return news;
  }

  /** Whether what stands here is in the journal is unknown: it is read again before its next use. */
  drop(name: string): void {
    if (this.#sweeps.has(name)) this.#doubt(name);
  }

  /** A sweep is gone from the journal. */
  remove(name: string): void {
    this.#sweeps.delete(name);
    this.#resting.note(name, false, 0);
    this.#loaded(name, null);
  }

  /** What was kept of a sweep that is over, and has not changed since; null when nothing was. */
  kept(name: string): Uint8Array | null {
    return this.#resting.kept(name);
  }

  /** Keeps a few bytes of a sweep that is over with its event `seq`; `durably`: in the journal too, so that it need not be read for them. */
  async keep(name: string, seq: number, bytes: Uint8Array, durably: boolean): Promise<void> {
    this.#resting.keep(name, bytes);
    // Where that fails, it is worked out again.
    if (durably) await this.#journal.keep(name, seq, bytes).catch(() => {});
  }

  /** Lets a sweep that is over go from memory. */
  letGo(name: string): void {
    if (this.#resting.has(name)) this.#sweeps.set(name, null);
  }

  /** Lets those go for which nobody has asked for a while. */
  letForgottenGo(nowMs: number): void {
    for (const name of this.#resting.forgotten(nowMs)) this.#sweeps.set(name, null);
  }

  /** Reads a sweep if it must be. A journal that fails leaves it unread, and `get` says why. */
  async ready(name: string): Promise<void> {
    this.#resting.asked(name, this.#clock.nowMs());
    // What is damaged stays so, and so does what a newer version wrote.
    if (this.#sweeps.get(name) !== null || isLasting(this.#unreadable.get(name))) return;
    try {
      await this.#load(name);
      this.#unreadable.delete(name);
    } catch (error) {
      this.#sweeps.set(name, null);
      this.#unreadable.set(name, error instanceof SweepError ? error : unread(name, `: ${String(error)}`));
    }
  }

  async #load(name: string): Promise<void> {
    let sweep: Sweep | null = null;
    for await (const events of this.#journal.read(name, 0)) {
      for (const event of events) sweep = taken(name, sweep, event);
    }
    if (sweep === null) return this.remove(name);
    this.#here(name, sweep);
    this.#resting.note(name, isOver(sweep), this.#clock.nowMs());
    this.#loaded(name, sweep);
  }

  /** It is to be read again; whether it is over, nobody knows before. */
  #doubt(name: string): void {
    this.#sweeps.set(name, null);
    this.#resting.note(name, false, 0);
  }

  /** A sweep stands here as others have written it, whose clock may be ahead. */
  #here(name: string, sweep: Sweep): void {
    this.#sweeps.set(name, sweep);
    this.#aheadMs.set(name, Math.max(this.#aheadMs.get(name) ?? 0, sweep.atMs - this.#clock.nowMs()));
  }
}

/**
 * @throws SweepError `invalid` when the event is none that can follow: it was damaged without a checksum that tells; `unsupported` when a newer version
 *   wrote it
 */
function taken(name: string, sweep: Sweep | null, event: Event): Sweep {
  try {
    return evolve(sweep, event);
  } catch (cause) {
    if (cause instanceof SweepError) throw cause;
    const what = `event ${(sweep?.seq ?? 0) + 1} (${event.kind}) cannot be taken in: ${String(cause)}`;
    throw new SweepError("invalid", `sweep "${name}": ${what}; "macrosweep doctor" says what can be saved`, { cause });
  }
}

function isLasting(why: SweepError | undefined): boolean {
  return why?.code === "invalid" || why?.code === "unsupported";
}

function unread(name: string, why: string): SweepError {
  return new SweepError("unavailable", `sweep "${name}" cannot be read from the journal now${why}`);
}
