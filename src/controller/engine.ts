import { SweepError } from "../error.ts";
import { BOUNDS } from "./bounds.ts";
import type { Clock } from "./clock.ts";
import { Committer, type TroubleListener } from "./committer.ts";
import type { Answer, Command } from "./core/commands.ts";
import type { Event } from "./core/events.ts";
import { execute } from "./core/execute.ts";
import type { Speaker } from "./core/speaker.ts";
import { isOver, isTimed, type Sweep } from "./core/state.ts";
import { takeEarlier } from "./core/takeEarlier.ts";
import type { Awaited } from "./deadlines.ts";
import { type Attempt, Hearing, isAttempt, type LeaseName } from "./hearing.ts";
import { type HeldLease, heldLeases } from "./held.ts";
import { followsOnly, type Item, isAlone, journalFailed, noSweep } from "./inbox.ts";
import type { Append, Journal, Summary, Written } from "./journal/journal.ts";
import { type Phases, Shelf } from "./shelf.ts";
import { takeOver } from "./takeOver.ts";

/** A command before the engine has put its time on it. */
export type Request = Command extends infer C ? (C extends Command ? Omit<C, "nowMs"> : never) : never;

type GivingUp = Extract<Command, { kind: "expire" }>["why"];

export type { LeaseName } from "./hearing.ts";

/** Called after events are durable, in their order, with the sweep that they made. Must not wait and must not change it. */
export type CommitListener = (sweep: Sweep, events: readonly Event[]) => void;

/** `queued`: commands that wait to be decided. `failing`: the last commit failed; `refusal`: why nothing is recorded until the next try. */
export interface EngineLoad extends Pick<Committer, "failing" | "refusal"> {
  readonly sweeps: Phases;
  readonly queued: number;
}

/**
 * The one writer of all sweeps. Everything that is asked waits in one inbox; the engine drains it, decides each command, appends the events
 * of all of them with one commit, and only then answers. While a batch is on its way to the disk the next one gathers.
 *
 * When an append fails, its result is unknown: the sweeps that it touched are forgotten and read again from the journal, and the askers
 * are told to try again.
 */
export class Engine {
  readonly #journal: Journal;
  readonly #committer: Committer;
  readonly #clock: Clock;
  readonly #shelf: Shelf;
  readonly #hearing: Hearing;
  readonly #listeners = new Set<CommitListener>();
  #leads: boolean;
  /** Whether agents can reach it: before, their silence says nothing. */
  #isHeard: boolean;
  #inbox: Item[] = [];
  #draining: Promise<void> | null = null;
  #closed = false;
  #beside: readonly Summary[] = [];
  #stopTimer: () => void = () => {};

  private constructor(journal: Journal, clock: Clock, leaseMs: number, trouble: TroubleListener, leads: boolean) {
    this.#leads = leads;
    this.#isHeard = leads;
    this.#journal = journal;
    this.#committer = new Committer(journal, clock, trouble);
    this.#clock = clock;
    this.#hearing = new Hearing(clock, leaseMs);
    this.#shelf = new Shelf(journal, clock, (name, sweep) => this.#hearing.loaded(name, sweep));
  }

  /** The streams of the journal that are no sweeps, as they stood when it was opened. */
  get beside(): readonly Summary[] {
    return this.#beside;
  }

  /** How long a lease lasts after the last message of its agent, in ms. */
  get leaseMs(): number {
    return this.#hearing.leaseMs;
  }

  /**
   * Replays every sweep that is not over; each live lease gets a full term. One that cannot be read is refused to whoever asks for it, with the reason.
   * `leads` false: another one writes to the journal, and this one follows it until `lead`.
   * @throws SweepError `unsupported` when a newer version wrote one that is not over
   */
  static async open(
    journal: Journal,
    clock: Clock,
    leaseMs: number,
    trouble: TroubleListener = () => {},
    leads = true,
  ): Promise<Engine> {
    const engine = new Engine(journal, clock, leaseMs, trouble, leads);
    engine.#beside = await engine.#shelf.fill();
    engine.#stopTimer = clock.every(leaseMs / 10, () => engine.#passTime());
    return engine;
  }

  /** Whether it decides; else it follows another one. */
  get leads(): boolean {
    return this.#leads;
  }

  /** From now on it decides. All that is in the journal must have been taken in. Each live lease gets a full term. @throws SweepError as `open`, `takeOver` */
  async lead(): Promise<void> {
    this.#shelf.checkKnown();
    this.#leads = true;
    await takeOver(this.#shelf.liveNames(), (name) => this.execute(name, { kind: "led" }));
    for (const [name, sweep] of this.#shelf.live()) this.#hearing.loaded(name, sweep);
    this.#isHeard = true;
  }

  /** Takes in what another one has written to the journal, one after the other, while this one does not lead. */
  follow(written: Written): Promise<void> {
    const take = () => ({ result: undefined, events: this.#shelf.follow(written) });
    return this.#enter(written.sweep, take, "follows");
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
      const sweep = this.#shelf.get(name);
      if (sweep === null) throw noSweep(name);
      return { result: view(sweep, this.#shelf.timeOf(name, nowMs)), events: [] };
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
        const sweep = this.#shelf.get(name);
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
    const sweep = this.#shelf.peek(name);
    if (sweep === undefined) throw noSweep(name);
    return sweep === null ? null : view(sweep);
  }

  /** What agents hold as it is decided, perhaps not durable yet: the live leases, and the attempts whose trainers may run still. */
  held(): HeldLease[] {
    return heldLeases(this.#shelf.live(), this.#hearing);
  }

  /** The agent is told of its lease: its silence begins now. */
  told(lease: LeaseName): void {
    this.#hearing.told(this.#shelf.peek(lease.sweep), lease);
  }

  /**
   * The agent says that it holds this lease, which is renewed. Answers the newest message of it that is durable, or null when it has ended or is
   * another's: at once, whatever the disk is doing, for a slow commit must not look like silence to either side.
   */
  heard(lease: LeaseName, by?: Speaker): number | null {
    return this.#hearing.heard(this.#shelf.peek(lease.sweep), lease, by);
  }

  /** The agent names this lease without holding on to it, so that it has arrived and is not renewed. Answers as `heard`. */
  arrived(lease: LeaseName, by?: Speaker): number | null {
    return this.#hearing.arrived(this.#shelf.peek(lease.sweep), lease, by);
  }

  /**
   * Gives up a lease whose agent has gone, does not hold it, or goes on from messages that are missing. `lingers`: its agent has given it up, and may still run
   * its trainer. Nothing happens when it has ended.
   */
  giveUp(
    { sweep, trial, attempt }: LeaseName,
    why: "gone" | "undelivered" | "gap",
    lingers?: boolean,
  ): Promise<Answer> {
    return this.#enter(sweep, (nowMs) => this.#giveUp(sweep, { trial, attempt, lingers }, why, nowMs));
  }

  /** The events of a sweep as they stand in the journal, all or those about a trial, in order, in chunks. Nothing of an unknown one. */
  events(name: string, trial?: number): AsyncIterable<readonly Event[]> {
    return trial === undefined ? this.#journal.read(name, 0) : this.#journal.about(name, trial);
  }

  /** Names of all sweeps, in the order of their creation. */
  names(): string[] {
    return this.#shelf.names();
  }

  /** Names of those that are not over. */
  liveNames(): string[] {
    return this.#shelf.liveNames();
  }

  /** How much there is to do, and whether it can be recorded. */
  load(): EngineLoad {
    const { failing, refusal } = this.#committer;
    return { sweeps: this.#shelf.phases(), queued: this.#inbox.length, failing, refusal };
  }

  /** What was kept of a sweep that is over, and has not changed since; null when nothing was. */
  kept(name: string): Uint8Array | null {
    return this.#shelf.kept(name);
  }

  /** Keeps a few bytes of a sweep that is over with its event `seq`, in the journal too, so that it need not be read for them; `letGo`: nor stay in memory. */
  async keep(name: string, seq: number, bytes: Uint8Array, letGo: boolean): Promise<void> {
    await this.#shelf.keep(name, seq, bytes, this.#leads);
    if (letGo && this.#draining === null) this.#shelf.letGo(name);
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
    const sweep = this.#shelf.get(name);
    if (sweep === null && request.kind !== "create") throw noSweep(name);
    const known = request.kind === "create" && sweep === null ? this.#withEarlier(request) : request;
    const { sweep: next, events, answer } = execute(sweep, { ...known, nowMs: this.#shelf.timeOf(name, nowMs) });
    if (next !== null) this.#shelf.put(name, next);
    return { result: answer, events };
  }

  /** What a new sweep takes from earlier ones is read while nothing else is decided, and then a fact of its own. */
  #withEarlier(request: Extract<Request, { kind: "create" }>): Request {
    return { ...request, ...takeEarlier(request.spec, (name) => this.#shelf.get(name)) };
  }

  #enter<T>(
    name: string,
    run: (nowMs: number) => { result: T; events: readonly Event[] },
    does: Item["does"] = "decides",
    also: readonly string[] = [],
  ): Promise<T> {
    if (this.#closed) return Promise.reject(new SweepError("unavailable", "the controller is stopping"));
    if (!this.#leads && (does === "decides" || does === "removes")) return Promise.reject(followsOnly());
    if (this.#inbox.length >= BOUNDS.inbox && does !== "follows")
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
      if (first !== undefined && isAlone(first)) {
        this.#inbox = this.#inbox.slice(1);
        await (first.does === "removes" ? this.#remove(first) : this.#take(first));
        continue;
      }
      const alone = this.#inbox.findIndex(isAlone);
      const size = Math.min(BOUNDS.batch, alone < 0 ? BOUNDS.batch : alone);
      const batch = this.#inbox.slice(0, size);
      this.#inbox = this.#inbox.slice(size);
      await this.#perform(batch);
    }
    this.#draining = null;
  }

  async #perform(batch: readonly Item[]): Promise<void> {
    for (const { name, also } of batch) for (const needed of [name, ...also]) await this.#shelf.ready(needed);
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
      const before = this.#shelf.peek(item.name)?.seq ?? 0;
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
      const made = this.#shelf.peek(sweep);
      return { sweep, ...append, over: made !== undefined && made !== null && isOver(made) };
    });
    const failure = await this.#committer.append(entries);
    if (failure !== null) {
      for (const name of appends.keys()) this.#shelf.drop(name);
      for (const item of askers) item.reject(failure);
      return;
    }
    for (const [name, { events }] of appends) this.#committed(name, events);
    for (const answer of answers) answer();
  }

  async #remove({ name, run, resolve, reject }: Item): Promise<void> {
    await this.#shelf.ready(name);
    try {
      const { result } = run(this.#clock.nowMs());
      const done = await this.#journal.remove(name, this.#shelf.peek(name)?.seq ?? 0);
      if (!done) throw new SweepError("unavailable", "another controller wrote to this sweep; try again");
      this.#shelf.remove(name);
      resolve(result);
    } catch (error) {
      const refused = error instanceof SweepError && error.code !== "unavailable";
      // Whether it is gone is unknown: it is read again.
      if (!refused) this.#shelf.drop(name);
      reject(refused ? error : journalFailed(error));
    }
  }

  async #take({ name, run, resolve }: Item): Promise<void> {
    const { result, events } = run(this.#clock.nowMs());
    await this.#shelf.ready(name);
    const isHere = (this.#shelf.peek(name) ?? null) !== null;
    if (isHere) this.#committed(name, events);
    resolve(result);
  }

  #committed(name: string, events: readonly Event[]): void {
    const sweep = this.#shelf.committed(name);
    this.#hearing.committed(sweep, events);
    for (const listener of this.#listeners) listener(sweep, events);
  }

  #passTime(): void {
    const nowMs = this.#clock.nowMs();
    // Not beside a commit, which needs the sweep that it is for.
    if (this.#draining === null) this.#shelf.letForgottenGo(nowMs);
    if (!this.#isHeard) return;
    const live = this.#shelf.live();
    for (const [name, lease] of this.#hearing.overdue(live, nowMs)) untilNextTime(this.#expire(name, lease));
    for (const [name, sweep] of live) if (isTimed(sweep)) untilNextTime(this.execute(name, { kind: "tick" }));
  }

  /** Gives a lease or a place up, unless it was heard of, or has ended, by the time that its turn comes. */
  #expire(name: string, lease: Awaited): Promise<Answer> {
    return this.#enter(name, (nowMs) => {
      if (!this.#hearing.isOverdue(lease, nowMs)) return { result: { kind: "nothing" }, events: [] };
      const { trial, attempt } = lease;
      const isLeaving = this.#shelf.get(name)?.leaving.some((one) => isAttempt(one, lease)) === true;
      if (isLeaving) return this.#decide(name, { kind: "gone", trial, attempt, epochs: null }, nowMs);
      return this.#giveUp(name, lease, "expired", nowMs);
    });
  }

  #giveUp(name: string, lease: Attempt & { lingers?: boolean | undefined }, why: GivingUp, nowMs: number) {
    const { trial, attempt, lingers } = lease;
    const unheard = this.#hearing.isUnheard(this.#shelf.get(name), lease);
    return this.#decide(name, { kind: "expire", trial, attempt, why, unheard, lingers }, nowMs);
  }
}

/** The next turn of the timer asks again for what could not be done. */
function untilNextTime(work: Promise<unknown>): void {
  work.catch((error: unknown) => {
    if (!(error instanceof SweepError)) throw error;
  });
}
