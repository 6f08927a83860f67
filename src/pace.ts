/** So many a second for long, and so many at once. */
export interface PaceOptions {
  readonly perSecond: number;
  readonly burst: number;
}

/** Says how long to wait so that no more is spent than may be: a bucket of `burst` that fills with `perSecond`. Times in ms. */
export class Pace {
  readonly #options: PaceOptions;
  #spent = 0;
  #atMs: number;

  constructor(options: PaceOptions, nowMs: number) {
    this.#options = options;
    this.#atMs = nowMs;
  }

  /** Spends so many, whatever is left, and returns after how many ms the next may come; 0: at once. */
  spend(count: number, nowMs: number): number {
    const { perSecond, burst } = this.#options;
    this.#spent = Math.max(0, this.#spent - ((nowMs - this.#atMs) / 1000) * perSecond) + count;
    this.#atMs = nowMs;
    return Math.max(0, ((this.#spent - burst) / perSecond) * 1000);
  }
}
