import type { Clock } from "./clock.ts";
import type { Event } from "./core/events.ts";
import { isHolder, type Speaker } from "./core/speaker.ts";
import type { Sweep } from "./core/state.ts";
import { type Awaited, Deadlines } from "./deadlines.ts";
import { DurableLeases } from "./durable.ts";

/** Names one lease of a sweep. */
export interface Attempt {
  readonly trial: number;
  readonly attempt: number;
}

/** Names one lease: which attempt of which trial of which sweep. */
export interface LeaseName extends Attempt {
  readonly sweep: string;
}

/** Who was heard when: of which leases nothing was heard for too long, and what may be said of them at once. */
export class Hearing {
  readonly #clock: Clock;
  readonly #deadlines: Deadlines;
  readonly #durable = new DurableLeases();
  /** Leases under which their agent has spoken; those of a journal that was read may be. */
  readonly #spoken = new WeakSet<Awaited>();

  constructor(clock: Clock, leaseMs: number) {
    this.#clock = clock;
    this.#deadlines = new Deadlines(leaseMs, clock.nowMs());
  }

  /** How long a lease lasts after the last message of its agent, in ms. */
  get leaseMs(): number {
    return this.#deadlines.termMs;
  }

  /** A sweep was read from the journal, or is gone (null): each of its leases has a full term. */
  loaded(name: string, sweep: Sweep | null): void {
    this.#durable.loaded(name, sweep?.leases.values() ?? []);
    for (const lease of sweep?.leases.values() ?? []) {
      this.#deadlines.renew(lease, this.#clock.nowMs());
      this.#spoken.add(lease);
    }
  }

  /** New events of a sweep are in the journal. */
  committed(sweep: Sweep, events: readonly Event[]): void {
    const { name } = sweep.spec;
    this.#durable.committed(name, events);
    for (const event of events) if (event.kind === "leaseGranted") this.told(sweep, { sweep: name, ...event });
  }

  /** The agent is told of its lease: its silence begins now. */
  told(sweep: Sweep | null | undefined, lease: LeaseName): void {
    this.#renew(sweep, lease, undefined);
  }

  /** As `Engine.heard`. */
  heard(sweep: Sweep | null | undefined, lease: LeaseName, by: Speaker | undefined): number | null {
    const awaited = this.#renew(sweep, lease, by);
    if (awaited !== undefined) this.#spoken.add(awaited);
    return this.#durable.seqOf(lease.sweep, lease, by);
  }

  /** As `Engine.arrived`. */
  arrived(sweep: Sweep | null | undefined, lease: LeaseName, by: Speaker | undefined): number | null {
    const awaited = find(sweep, lease, by);
    if (awaited !== undefined) this.#spoken.add(awaited);
    return this.#durable.seqOf(lease.sweep, lease, by);
  }

  /** Whether nothing was heard under a lease, that of the sweep or one that has ended. */
  isUnheard(sweep: Sweep | null, { trial }: Attempt): boolean {
    const held = sweep?.leases.get(trial);
    return held === undefined || !this.#spoken.has(held);
  }

  isOverdue(awaited: Awaited, nowMs: number): boolean {
    return this.#deadlines.isOver(awaited, nowMs);
  }

  /** The leases, and the trainers that may run still, of which nothing was heard for a whole term. To be asked ten times a term, of all live sweeps. */
  overdue(live: readonly (readonly [name: string, sweep: Sweep])[], nowMs: number): [name: string, Awaited][] {
    const awaited = live.flatMap(([name, { leases, leaving }]) => {
      return [...leases.values(), ...leaving].map((one): [string, Awaited] => [name, one]);
    });
    this.#deadlines.look(
      awaited.map(([, one]) => one),
      nowMs,
    );
    return awaited.filter(([, one]) => this.#deadlines.isOver(one, nowMs));
  }

  /** When its agent was last heard of a lease, in ms; one that waits for its first word since it was told. */
  heardMs(awaited: Awaited): number {
    return this.#deadlines.heardMs(awaited) ?? this.#clock.nowMs();
  }

  #renew(sweep: Sweep | null | undefined, lease: LeaseName, by: Speaker | undefined): Awaited | undefined {
    const awaited = find(sweep, lease, by);
    if (awaited !== undefined) this.#deadlines.renew(awaited, this.#clock.nowMs());
    return awaited;
  }
}

/** The lease of that name, or the place of one that has ended, if it is this speaker's. */
function find(
  sweep: Sweep | null | undefined,
  { trial, attempt }: LeaseName,
  by: Speaker | undefined,
): Awaited | undefined {
  const held = sweep?.leases.get(trial);
  const awaited = held?.attempt === attempt ? held : sweep?.leaving.find((one) => isAttempt(one, { trial, attempt }));
  return awaited !== undefined && isHolder(awaited, by) ? awaited : undefined;
}

/** Whether this is the attempt of that name. */
export function isAttempt(one: Attempt, { trial, attempt }: Attempt): boolean {
  return one.trial === trial && one.attempt === attempt;
}
