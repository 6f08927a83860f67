import type { Lease, Leaving } from "./core/state.ts";

/** What an agent is to be heard of: a live lease, or a trainer that may still run though its lease has ended. */
export type Awaited = Lease | Leaving;

/**
 * Until when each live lease lasts if nothing more is heard of it, by the controller's clock. Which leases are live the sweeps alone say: a deadline
 * hangs on the lease itself, and goes with it.
 *
 * Not in the journal: who was heard a moment ago is no fact worth keeping, and after a restart every lease gets a full term anyway, so
 * that a controller's outage never kills a healthy trial.
 */
export class Deadlines {
  readonly termMs: number;
  readonly #untilMs = new WeakMap<Awaited, number>();
  #lookedAtMs: number;

  constructor(termMs: number, nowMs: number) {
    this.termMs = termMs;
    this.#lookedAtMs = nowMs;
  }

  /** The agent was heard: a full term from now. */
  renew(lease: Awaited, nowMs: number): void {
    this.#untilMs.set(lease, nowMs + this.termMs);
  }

  /** When the agent was heard, as far as a lease's end tells; null before it ever was. A time in which nobody could be heard is not counted. */
  heardMs(lease: Awaited): number | null {
    const untilMs = this.#untilMs.get(lease);
    return untilMs === undefined ? null : untilMs - this.termMs;
  }

  /** Whether a lease has run out; one that was never heard of has not. */
  isOver(lease: Awaited, nowMs: number): boolean {
    return nowMs >= (this.#untilMs.get(lease) ?? Number.POSITIVE_INFINITY);
  }

  /**
   * To be called ten times a term with all live leases: when it was not, this process stood still and could hear nobody, so every lease is extended
   * by the time that it stood, to a full term at most. A lease that is new here has a full term from now on.
   */
  look(live: Iterable<Awaited>, nowMs: number): void {
    const passedMs = nowMs - this.#lookedAtMs;
    this.#lookedAtMs = nowMs;
    const stoodMs = passedMs > this.termMs / 4 ? passedMs : 0;
    const fullMs = nowMs + this.termMs;
    for (const lease of live)
      this.#untilMs.set(lease, Math.min(fullMs, (this.#untilMs.get(lease) ?? fullMs) + stoodMs));
  }
}
