import { Pace, type PaceOptions } from "../../pace.ts";

// Those that asked last; who is forgotten begins anew.
const MOST_KEYS = 10_000;

/** How often each of many may ask. */
export class Rates {
  readonly #options: PaceOptions;
  /** The one that asked last comes last. */
  readonly #paces = new Map<string, Pace>();

  constructor(options: PaceOptions) {
    this.#options = options;
  }

  /** After how many ms the next question may be answered; 0: now. Counts nothing. */
  waitMs(key: string, nowMs: number): number {
    return this.#paces.get(key)?.spend(0, nowMs) ?? 0;
  }

  /** Counts a question. Returns 0 when it may be answered, else after how many ms the next one may come; what is refused does not count. */
  ask(key: string, nowMs: number): number {
    const pace = this.#paces.get(key) ?? new Pace(this.#options, nowMs);
    this.#paces.delete(key);
    this.#paces.set(key, pace);
    for (const oldest of this.#paces.keys()) {
      if (this.#paces.size <= MOST_KEYS) break;
      this.#paces.delete(oldest);
    }
    const waitMs = pace.spend(0, nowMs);
    if (waitMs > 0) return waitMs;
    pace.spend(1, nowMs);
    return 0;
  }
}
