import type { Clock } from "../../src/controller/clock.ts";

/** A clock that a test moves by hand; timers fire on the way. */
export class ManualClock implements Clock {
  #now = 1_000_000;
  readonly #timers = new Set<{ everyMs: number; dueMs: number; call: () => void }>();

  nowMs(): number {
    return this.#now;
  }

  every(everyMs: number, call: () => void): () => void {
    const timer = { everyMs, dueMs: this.#now + everyMs, call };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Time passes, and every timer fires as often as it should. */
  pass(ms: number): void {
    const until = this.#now + ms;
    for (;;) {
      const [next] = [...this.#timers].filter(({ dueMs }) => dueMs <= until).sort((a, b) => a.dueMs - b.dueMs);
      if (next === undefined) break;
      this.#now = next.dueMs;
      next.dueMs += next.everyMs;
      next.call();
    }
    this.#now = until;
  }

  /** The process stood still: time has passed, and each timer fires once when it wakes. */
  stand(ms: number): void {
    this.#now += ms;
    for (const timer of this.#timers) {
      timer.dueMs = this.#now + timer.everyMs;
      timer.call();
    }
  }
}
