import { SweepError } from "../error.ts";
import { BOUNDS } from "./bounds.ts";
import type { Clock } from "./clock.ts";
import { Committer, type TroubleListener } from "./committer.ts";
import type { Answer, Command } from "./core/commands.ts";
import type { Event } from "./core/events.ts";
import { evolve } from "./core/evolve.ts";
import { execute } from "./core/execute.ts";
import { isHolder, type Speaker } from "./core/speaker.ts";
import { isOver, type Sweep } from "./core/state.ts";
import { takeEarlier } from "./core/takeEarlier.ts";
import { type Awaited, Deadlines } from "./deadlines.ts";
import { DurableLeases } from "./durable.ts";
import type { Append, Journal } from "./journal/journal.ts";
import { RestingSweeps } from "./restingSweeps.ts";

/** A command before the engine has put its time on it. */
export type Request = Command extends infer C ? (C extends Command ? Omit<C, "nowMs"> : never) : never;

/** Names one lease of a sweep. */
interface Attempt {
  readonly trial: number;
  readonly attempt: number;
}

type GivingUp = Extract<Command, { kind: "expire" }>["why"];

/** Names one lease: which attempt of which trial of which sweep. */
export interface LeaseName extends Attempt {
  readonly sweep: string;
}

/** Called after events are durable, in their order, with the sweep that they made. Must not wait and must not change it. */
export type CommitListener = (sweep: Sweep, events: readonly Event[]) => void;

interface Item {
  readonly name: string;
  /** Other sweeps that it looks at. */
  readonly also: readonly string[];
  /**
   * decides: asks for events; looks: only that, which works on a full disk too; removes: the sweep is removed, by itself and after what came before
   * it.
   */
  readonly does: "decides" | "looks" | "removes";
  /** Runs on the uncommitted state; its result leaves only after the commit. */
  readonly run: (nowMs: number) => { result: unknown; events: readonly Event[] };
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The one writer of all sweeps. Everything that is asked waits in one inbox; the engine drains it, decides each command, appends the events
 * of all of them with one commit, and only then answers. While a batch is on its way to the disk the next one gathers.
 *
 * When an append fails, its result is unknown: the sweeps that it touched are forgotten and read again from the journal, and the askers
 * are told to try again.
 */
export class Engine {
  readonly #deadlines: Deadlines;
  readonly #durable = new DurableLeases();
  readonly #journal: Journal;
  readonly #committer: Committer;
  readonly #resting = new RestingSweeps();
  /** Why a sweep could not be read. */
  readonly #unreadable = new Map<string, SweepError>();
  readonly #clock: Clock;
  /** null: to be read before its next use; over and let go, or dropped after a failed append. */
  readonly #sweeps = new Map<string, Sweep | null>();
  /** By how much the time of a sweep is ahead of the clock, whose controller before had a later one. */
  readonly #aheadMs = new Map<string, number>();
  readonly #listeners = new Set<CommitListener>();
  /** Leases under which their agent has spoken; those of a journal that was read may be. */
  readonly #heardOf = new WeakSet<Awaited>();
  #inbox: Item[] = [];
  #draining: Promise<void> | null = null;
  #closed = false;
  readonly #stopTimer: () => void;

  private constructor(journal: Journal, clock: Clock, leaseMs: number, trouble: TroubleListener) {
    this.#journal = journal;
    this.#committer = new Committer(journal, clock, trouble);
    this.#clock = clock;
    this.#deadlines = new Deadlines(leaseMs, clock.nowMs());
    this.#stopTimer = clock.every(leaseMs / 10, () => this.#passTime());
  }

  /** How long a lease lasts after the last message of its agent, in ms. */
  get leaseMs(): number {
    return this.#deadlines.termMs;
  }

  /** Replays every sweep that is not over; each live lease gets a full term. One that cannot be read is refused to whoever asks for it, with the reason. */
  static async open(
    journal: Journal,
    clock: Clock,
    leaseMs: number,
    trouble: TroubleListener = () => {},
  ): Promise<Engine> {
    const engine = new Engine(journal, clock, leaseMs, trouble);
    const summaries = await journal.summaries();
    engine.#resting.found(summaries);
    for (const { sweep, over } of summaries) {
      engine.#sweeps.set(sweep, null);
      if (!over) await engine.#reload(sweep);
    }
    return engine;
  }

  /**
   * Decides a command and answers when its events are durable.
   * @throws SweepError from the core's `decide`; `notFound` for an unknown sweep; `unavailable` when the journal failed or the inbox is
   *   full: what became of the command is then unknown, and it may be said again.
   */
  execute(name: string, request: Request): Promise<Answer> {
    if (request.kind === "report" || request.kind === "finish") this.heard({ sweep: name, ...request }, request.by);
    const also = request.kind === "create" ? request.spec.warmStart?.from : undefined;
    return this.#enter(name, (nowMs) => this.#decide(name, request, nowMs), "decides", also);
  }

  /** Looks at a sweep; what is seen is durable when the promise resolves. @throws SweepError `notFound`. */
  read<T>(name: string, view: (sweep: Sweep, nowMs: number) => T): Promise<T> {
    const look = (nowMs: number) => {
      const sweep = this.#sweep(name);
      if (sweep === null) throw noSweep(name);
      return { result: view(sweep, this.#timeOf(name, sweep, nowMs)), events: [] };
    };
    return this.#enter(name, look, "looks");
  }

  /**
   * Removes a sweep that has ended, with all of its events, and answers with the agents that have trained for it: their folders are theirs.
   * @throws SweepError `notFound`, `conflict` while it has not ended, `unavailable` as `execute`
   */
  remove(name: string): Promise<readonly string[]> {
    return this.#enter(
      name,
      () => {
        const sweep = this.#sweep(name);
        if (sweep === null) throw noSweep(name);
        if (!isOver(sweep)) throw new SweepError("conflict", `sweep "${name}" is ${sweep.phase}: cancel it first`);
        const agents = new Set(sweep.trials.flatMap(({ attempts }) => attempts.map(({ agent }) => agent)));
        return { result: [...agents], events: [] };
      },
      "removes",
    );
  }

  /**
   * Looks at a sweep at once, as it is decided and perhaps not durable yet: for what a durable event has fixed. null: it must be read from the
   * journal first, as `read` does.
   * @throws SweepError `notFound`.
   */
  peek<T>(name: string, view: (sweep: Sweep) => T): T | null {
    const sweep = this.#sweeps.get(name);
    if (sweep === undefined) throw noSweep(name);
    return sweep === null ? null : view(sweep);
  }

  /** The agent is told of its lease: its silence begins now. */
  told(lease: LeaseName): void {
    this.#renew(lease);
  }

  /**
   * The agent says that it holds this lease, which is renewed. Answers the newest message of it that is durable, or null when it has ended or is
   * another's: at once, whatever the disk is doing, for a slow commit must not look like silence to either side.
   */
  heard(lease: LeaseName, by?: Speaker): number | null {
    this.#renew(lease, { by });
    return this.#durable.seqOf(lease.sweep, lease, by);
  }

  /**
   * Gives up a lease whose agent does not hold it, or goes on from messages that are missing. `lingers`: its agent has given it up, and may still run
   * its trainer. Nothing happens when it has ended.
   */
  giveUp({ sweep, trial, attempt }: LeaseName, why: "undelivered" | "gap", lingers?: boolean): Promise<Answer> {
    return this.#enter(sweep, (nowMs) => this.#giveUp(sweep, { trial, attempt, lingers }, why, nowMs));
  }

  /** Names of all sweeps, in the order of their creation. */
  names(): string[] {
    return [...this.#sweeps.keys()];
  }

  /** Names of those that are not over. */
  liveNames(): string[] {
    return this.names().filter((name) => !this.#resting.has(name));
  }

  /** What was kept of a sweep that is over, and has not changed since; null when nothing was. */
  kept(name: string): Uint8Array | null {
    return this.#resting.kept(name);
  }

  /** Keeps a few bytes of a sweep that is over with its event `seq`, in the journal too, so that it need not be read for them; `letGo`: nor stay in memory. */
  async keep(name: string, seq: number, bytes: Uint8Array, letGo: boolean): Promise<void> {
    this.#resting.keep(name, bytes);
    // Where that fails, it is worked out again.
    await this.#journal.keep(name, seq, bytes).catch(() => {});
    if (letGo && this.#draining === null && this.#resting.has(name)) this.#sweeps.set(name, null);
  }

  /** The returned function ends the listening. */
  onCommit(listener: CommitListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Finishes what is in the inbox and takes nothing more. The journal is left to whoever opened it. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#stopTimer();
    await this.#draining;
  }

  #decide(name: string, request: Request, nowMs: number): { result: Answer; events: readonly Event[] } {
    const sweep = this.#sweep(name);
    if (sweep === null && request.kind !== "create") throw noSweep(name);
    const known = request.kind === "create" && sweep === null ? this.#withEarlier(request) : request;
    const { sweep: next, events, answer } = execute(sweep, { ...known, nowMs: this.#timeOf(name, sweep, nowMs) });
    if (next !== null) this.#sweeps.set(name, next);
    return { result: answer, events };
  }

  /** `by`: who was heard of it; left out where nobody was. */
  #renew({ sweep, trial, attempt }: LeaseName, heard?: { readonly by: Speaker | undefined }): void {
    const { leases, leaving } = this.#sweeps.get(sweep) ?? {};
    const held = leases?.get(trial);
    const awaited = held?.attempt === attempt ? held : leaving?.find((one) => isAttempt(one, trial, attempt));
    if (awaited === undefined || !isHolder(awaited, heard?.by)) return;
    if (heard !== undefined) this.#heardOf.add(awaited);
    this.#deadlines.renew(awaited, this.#clock.nowMs());
  }

  /** What a new sweep takes from earlier ones is read while nothing else is decided, and then a fact of its own. */
  #withEarlier(request: Extract<Request, { kind: "create" }>): Request {
    return { ...request, ...takeEarlier(request.spec, (name) => this.#sweep(name)) };
  }

  /** null: there is none of that name. @throws SweepError `unavailable` when it could not be read again. */
  #sweep(name: string): Sweep | null {
    const sweep = this.#sweeps.get(name);
    if (sweep === null) throw this.#unreadable.get(name) ?? unread(name, "; try again");
    return sweep ?? null;
  }

  #enter<T>(
    name: string,
    run: (nowMs: number) => { result: T; events: readonly Event[] },
    does: Item["does"] = "decides",
    also: readonly string[] = [],
  ): Promise<T> {
    if (this.#closed) return Promise.reject(new SweepError("unavailable", "the controller is stopping"));
    if (this.#inbox.length >= BOUNDS.inbox)
      return Promise.reject(new SweepError("unavailable", "the controller is overloaded; try again"));
    return new Promise<T>((resolve, reject) => {
      this.#inbox.push({ name, also, does, run, resolve: resolve as (result: unknown) => void, reject });
      this.#draining ??= this.#drain();
    });
  }

  async #drain(): Promise<void> {
    // One turn of the event loop: what has arrived together is decided together.
    await null;
    while (this.#inbox.length > 0) {
      const [first] = this.#inbox;
      if (first?.does === "removes") {
        this.#inbox = this.#inbox.slice(1);
        await this.#remove(first);
        continue;
      }
      const removal = this.#inbox.findIndex(({ does }) => does === "removes");
      const size = Math.min(BOUNDS.batch, removal < 0 ? BOUNDS.batch : removal);
      const batch = this.#inbox.slice(0, size);
      this.#inbox = this.#inbox.slice(size);
      await this.#perform(batch);
    }
    this.#draining = null;
  }

  async #perform(batch: readonly Item[]): Promise<void> {
    for (const { name, also } of batch) for (const needed of [name, ...also]) await this.#reload(needed);
    const nowMs = this.#clock.nowMs();
    const appends = new Map<string, { expectedSeq: number; events: Event[] }>();
    const answers: (() => void)[] = [];
    const askers: Item[] = [];
    const { refusal } = this.#committer;
    for (const item of batch) {
      if (refusal !== null && item.does !== "looks") {
        item.reject(refusal);
        continue;
      }
      const before = this.#sweeps.get(item.name)?.seq ?? 0;
      try {
        const { result, events } = item.run(nowMs);
        answers.push(() => item.resolve(result));
        askers.push(item);
        if (events.length === 0) continue;
        const append = appends.get(item.name);
        if (append === undefined) appends.set(item.name, { expectedSeq: before, events: [...events] });
        else append.events.push(...events);
      } catch (error) {
        if (!(error instanceof SweepError)) throw error;
        item.reject(error);
      }
    }
    const entries = [...appends].map(([sweep, append]): Append => {
      const made = this.#sweeps.get(sweep);
      return { sweep, ...append, over: made !== undefined && made !== null && isOver(made) };
    });
    const failure = await this.#committer.append(entries);
    if (failure !== null) {
      for (const name of appends.keys()) this.#sweeps.set(name, null);
      for (const item of askers) item.reject(failure);
      return;
    }
    for (const [name, { events }] of appends) this.#committed(name, events);
    for (const answer of answers) answer();
  }

  async #remove({ name, run, resolve, reject }: Item): Promise<void> {
    await this.#reload(name);
    try {
      const { result } = run(this.#clock.nowMs());
      const done = await this.#journal.remove(name, this.#sweeps.get(name)?.seq ?? 0);
      if (!done) throw new SweepError("unavailable", "another controller wrote to this sweep; try again");
      this.#sweeps.delete(name);
      this.#resting.note(name, false, 0);
      this.#durable.loaded(name, []);
      resolve(result);
    } catch (error) {
      const refused = error instanceof SweepError && error.code !== "unavailable";
      // Whether it is gone is unknown: it is read again.
      if (!refused && this.#sweeps.has(name)) this.#sweeps.set(name, null);
      reject(refused ? error : journalFailed(error));
    }
  }

  #committed(name: string, events: readonly Event[]): void {
    const sweep = this.#sweeps.get(name);
    if (sweep === undefined || sweep === null) throw new Error(`sweep ${name} was committed but is not here`);
    this.#durable.committed(name, events);
    this.#resting.changed(name, isOver(sweep), this.#clock.nowMs());
    for (const event of events) {
      if (event.kind === "leaseGranted") this.#renew({ sweep: name, ...event });
    }
    for (const listener of this.#listeners) listener(sweep, events);
  }

  /** A journal that still fails leaves the sweep dropped; `run` then refuses to touch it. */
  async #reload(name: string): Promise<void> {
    this.#resting.asked(name, this.#clock.nowMs());
    // What is damaged stays so.
    if (this.#sweeps.get(name) !== null || this.#unreadable.get(name)?.code === "invalid") return;
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
    this.#durable.loaded(name, sweep?.leases.values() ?? []);
    if (sweep === null) {
      this.#sweeps.delete(name);
      this.#resting.note(name, false, 0);
      return;
    }
    this.#sweeps.set(name, sweep);
    this.#resting.note(name, isOver(sweep), this.#clock.nowMs());
    this.#aheadMs.set(name, Math.max(this.#aheadMs.get(name) ?? 0, sweep.atMs - this.#clock.nowMs()));
    for (const lease of sweep.leases.values()) {
      this.#deadlines.renew(lease, this.#clock.nowMs());
      this.#heardOf.add(lease);
    }
  }

  #passTime(): void {
    const nowMs = this.#clock.nowMs();
    // Not beside a commit, which needs the sweep that it is for.
    if (this.#draining === null) for (const name of this.#resting.forgotten(nowMs)) this.#sweeps.set(name, null);
    const running = [...this.#sweeps].flatMap(([name, sweep]) => {
      return sweep === null || isOver(sweep)
        ? []
        : [{ name, sweep, awaited: [...sweep.leases.values(), ...sweep.leaving] }];
    });
    this.#deadlines.look(
      running.flatMap(({ awaited }) => awaited),
      nowMs,
    );
    for (const { name, sweep, awaited } of running) {
      for (const lease of awaited) if (this.#deadlines.isOver(lease, nowMs)) untilNextTime(this.#expire(name, lease));
      if (isTimed(sweep)) untilNextTime(this.execute(name, { kind: "tick" }));
    }
  }

  /** Gives a lease or a place up, unless it was heard of, or has ended, by the time that its turn comes. */
  #expire(name: string, lease: Awaited): Promise<Answer> {
    return this.#enter(name, (nowMs) => {
      if (!this.#deadlines.isOver(lease, nowMs)) return { result: { kind: "nothing" }, events: [] };
      const { trial, attempt } = lease;
      const isLeaving = this.#sweep(name)?.leaving.some((one) => isAttempt(one, trial, attempt)) === true;
      if (isLeaving) return this.#decide(name, { kind: "gone", trial, attempt, epochs: null }, nowMs);
      return this.#giveUp(name, lease, "expired", nowMs);
    });
  }

  /** The time of a sweep goes on from its newest event also where the clock of this controller began before that. */
  #timeOf(name: string, sweep: Sweep | null, nowMs: number): number {
    return Math.max(nowMs + (this.#aheadMs.get(name) ?? 0), sweep?.atMs ?? 0);
  }

  #giveUp(name: string, lease: Attempt & { lingers?: boolean | undefined }, why: GivingUp, nowMs: number) {
    const { trial, attempt, lingers } = lease;
    const held = this.#sweep(name)?.leases.get(trial);
    const unheard = held === undefined || !this.#heardOf.has(held);
    return this.#decide(name, { kind: "expire", trial, attempt, why, unheard, lingers }, nowMs);
  }
}

/** The next turn of the timer asks again for what could not be done. */
function untilNextTime(work: Promise<unknown>): void {
  work.catch((error: unknown) => {
    if (!(error instanceof SweepError)) throw error;
  });
}

function journalFailed(cause: unknown): SweepError {
  const why = cause instanceof Error ? cause.message : cause;
  return new SweepError("unavailable", `the journal failed (${why}); try again`, { cause });
}

/** Whether time alone may end it. */
function isTimed({ spec }: Sweep): boolean {
  return spec.budget.wallTimeMs !== null || spec.budget.gpuHours !== undefined;
}

function isAttempt(one: { trial: number; attempt: number }, trial: number, attempt: number): boolean {
  return one.trial === trial && one.attempt === attempt;
}

/** @throws SweepError `invalid` when the event is none that can follow: it was damaged without a checksum that tells. */
function taken(name: string, sweep: Sweep | null, event: Event): Sweep {
  try {
    return evolve(sweep, event);
  } catch (cause) {
    const what = `event ${(sweep?.seq ?? 0) + 1} (${event.kind}) cannot be taken in: ${String(cause)}`;
    throw new SweepError("invalid", `sweep "${name}": ${what}; "macrosweep doctor" says what can be saved`, { cause });
  }
}

function unread(name: string, why: string): SweepError {
  return new SweepError("unavailable", `sweep "${name}" cannot be read from the journal now${why}`);
}

function noSweep(name: string): SweepError {
  return new SweepError("notFound", `there is no sweep "${name}"`);
}
