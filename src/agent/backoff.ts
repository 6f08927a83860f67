export interface BackoffOptions {
  readonly first: number;
  readonly longest: number;
}

/** Pauses that double from one failure to the next, each drawn from its upper half, so that a thousand agents do not call at once. */
export class Backoff {
  readonly #options: BackoffOptions;
  readonly #random: () => number;
  #failures = 0;

  /** Times in milliseconds; `random` is uniform in [0, 1). */
  constructor(options: BackoffOptions, random: () => number) {
    this.#options = options;
    this.#random = random;
  }

  /** The pause after one more failure. */
  next(): number {
    const pause = Math.min(this.#options.longest, this.#options.first * 2 ** this.#failures);
    this.#failures += 1;
    return pause * (0.5 + this.#random() / 2);
  }

  succeeded(): void {
    this.#failures = 0;
  }
}
