import { clock } from "./clock.ts";

// Fine enough for waits of seconds.
const LOOKS = 10;

/**
 * A wait for somebody else, by this process's own running time: while it stands still (stopped, suspended) it hears nobody, and nobody is silent. Of a
 * gap between two looks, two of their intervals count.
 */
export class Patience {
  readonly #ms: number;
  readonly #run: () => void;
  #end: (() => void) | null = null;

  /** `run` is called once the patience is over: `ms` after it began, unless it was ended before. */
  constructor(ms: number, run: () => void) {
    this.#ms = ms;
    this.#run = run;
  }

  /** Waits from now on, unless it waits already. */
  begin(): void {
    if (this.#end !== null) return;
    const lookMs = this.#ms / LOOKS;
    let leftMs = this.#ms;
    let lookedAtMs = clock.now();
    this.#end = clock.every(lookMs, () => {
      const nowMs = clock.now();
      leftMs -= Math.min(nowMs - lookedAtMs, 2 * lookMs);
      lookedAtMs = nowMs;
      // A timer may be early by a fraction of a millisecond.
      if (leftMs >= 1) return;
      this.end();
      this.#run();
    });
  }

  end(): void {
    this.#end?.();
    this.#end = null;
  }
}
