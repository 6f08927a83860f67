import type { Event } from "../../src/controller/core/events.ts";
import { evolve } from "../../src/controller/core/evolve.ts";
import { reservedForRunning, trainersOf } from "../../src/controller/core/nextWork.ts";
import { isOver, type Sweep } from "../../src/controller/core/state.ts";
import type { Append } from "../../src/controller/journal/journal.ts";
import type { Lease } from "../../src/gen/macrosweep/v1/trial.ts";
import { pictureOf } from "./picture.ts";

/** What a sweep's events say, taken in one after the other as a replay would. */
interface Account {
  sweep: Sweep;
  /** What is seen after each of its events, by their number less one. */
  readonly pictures: string[];
  /** The newest message of each attempt. */
  readonly newest: Map<string, number>;
  readonly ended: Set<string>;
}

/** What an agent said under a lease, by its number. */
export interface Spoken {
  readonly step: number;
  readonly value: number | null;
  readonly finish: boolean;
}

/**
 * The journal as it stands, replayed event by event beside the controllers, with what agents have said: what is promised of the journal is looked at
 * with every event.
 */
export class Ledger {
  readonly #broken: (what: string) => void;
  readonly #accounts = new Map<string, Account>();
  readonly #spoken = new Map<string, Map<number, Spoken>>();
  /** Told of each event as soon as it stands in the journal. */
  onEvent: (sweep: Sweep, event: Event) => void = () => {};

  constructor(broken: (what: string) => void) {
    this.#broken = broken;
  }

  sweepOf(name: string): Sweep | undefined {
    return this.#accounts.get(name)?.sweep;
  }

  get sweeps(): readonly Sweep[] {
    return [...this.#accounts.values()].map(({ sweep }) => sweep);
  }

  /** What is seen of a sweep after its event `seq`; undefined where there is none yet. */
  pictureAt(name: string, seq: number): string | undefined {
    return this.#accounts.get(name)?.pictures[seq - 1];
  }

  /** An agent says something under a lease, perhaps again. */
  spoke(lease: Lease, seq: number, spoken: Spoken): void {
    const key = nameOf(lease);
    const all = this.#spoken.get(key) ?? new Map<number, Spoken>();
    this.#spoken.set(key, all);
    const before = all.get(seq);
    if (before !== undefined && JSON.stringify(before) !== JSON.stringify(spoken))
      this.#broken(`${key}: message ${seq} was ${JSON.stringify(before)} and is now ${JSON.stringify(spoken)}`);
    all.set(seq, spoken);
  }

  /** The controller acknowledges all messages up to this one. */
  acknowledged(lease: Lease, seq: number): void {
    const key = nameOf(lease);
    const account = this.#accounts.get(lease.sweep);
    const isKnown = (account?.newest.get(key) ?? 0) >= seq || account?.ended.has(key) === true;
    if (!isKnown) this.#broken(`message ${seq} of ${key} is acknowledged and stands nowhere`);
  }

  /** An append stands in the journal. */
  written({ sweep: name, expectedSeq, events }: Append): void {
    const before = this.#accounts.get(name);
    if ((before?.sweep.seq ?? 0) !== expectedSeq)
      return this.#broken(`${name}: events from ${expectedSeq + 1} follow event ${before?.sweep.seq ?? 0}`);
    for (const event of events) this.#take(name, JSON.parse(JSON.stringify(event)) as Event);
  }

  #take(name: string, event: Event): void {
    const before = this.#accounts.get(name);
    const complaint = before === undefined ? null : this.#beforehand(before, event);
    if (complaint !== null) return this.#broken(`${name}: ${complaint}: ${JSON.stringify(event)}`);
    try {
      const sweep = evolve(before?.sweep ?? null, event);
      const account: Account = before ?? { sweep, pictures: [], newest: new Map(), ended: new Set() };
      account.sweep = sweep;
      this.#accounts.set(name, account);
      if ("seq" in event) account.newest.set(nameOf({ ...event, sweep: name }), event.seq);
      if (event.kind === "leaseEnded") account.ended.add(nameOf({ ...event, sweep: name }));
      account.pictures.push(pictureOf(sweep));
      const after = afterwards(sweep);
      if (after !== null) return this.#broken(`${name}: ${after} after ${JSON.stringify(event)}`);
      this.onEvent(sweep, event);
    } catch (error) {
      this.#broken(`${name}: ${JSON.stringify(event)} cannot be taken in: ${String(error)}`);
    }
  }

  /** What is wrong with an event, given what stands before it; null: nothing. */
  #beforehand({ sweep, newest, ended }: Account, event: Event): string | null {
    if (isOver(sweep)) return "an event after the end";
    switch (event.kind) {
      case "leaseGranted": {
        if (sweep.leases.has(event.trial)) return "a second lease of a trial";
        if (sweep.leaving.some(({ trial }) => trial === event.trial)) return "a lease while the trainer before may run";
        const due = (sweep.trials[event.trial]?.attempts.length ?? 0) + 1;
        return event.attempt === due ? null : `attempt ${due} is due`;
      }
      case "reportRecorded": {
        const key = nameOf({ ...event, sweep: sweep.spec.name });
        if (sweep.leases.get(event.trial)?.attempt !== event.attempt || ended.has(key))
          return "a report of an attempt that is none";
        if ((newest.get(key) ?? 0) + 1 !== event.seq) return `message ${(newest.get(key) ?? 0) + 1} is due`;
        const said = this.#spoken.get(key)?.get(event.seq);
        return said?.step === event.step && said.value === event.value ? null : `was ${JSON.stringify(said)}`;
      }
      case "leaseEnded":
        return sweep.leases.get(event.trial)?.attempt === event.attempt ? null : "the end of a lease that is none";
      case "trialEnded": {
        const state = sweep.history.trials[event.trial]?.state ?? "none";
        if (state !== "running" && state !== "waiting") return `the trial is ${state}`;
        if (event.state === "failed" && !/exit code|without a report/.test(event.reason)) return "no trainer failed so";
        return null;
      }
      case "trialRequeued":
        return /the journal ends with message/.test(event.reason) ? "no journal was set back" : null;
      default:
        return null;
    }
  }
}

/** What is wrong with a sweep; null: nothing. */
function afterwards(sweep: Sweep): string | null {
  const { budget } = sweep.spec;
  if (isOver(sweep)) return sweep.leases.size === 0 && sweep.waiting.length === 0 ? null : "something is left running";
  if (trainersOf(sweep) > budget.parallel) return `${trainersOf(sweep)} trainers of ${budget.parallel}`;
  const searched = sweep.trials.filter(({ replicate }) => replicate === 0).length;
  if (searched > budget.trials) return `${searched} trials of ${budget.trials}`;
  const epochs = sweep.epochsCharged + reservedForRunning(sweep);
  if (budget.totalEpochs !== null && epochs > budget.totalEpochs) return `${epochs} epochs of ${budget.totalEpochs}`;
  return null;
}

export function nameOf({ sweep, trial, attempt }: Lease): string {
  return `${sweep}/${trial}/${attempt}`;
}
