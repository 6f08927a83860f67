import type { Clock } from "../clock.ts";

// A second is a tenth of the shortest wait.
const LOOK_MS = 1_000;

/**
 * Time in which this process ran, in ms. While it stands still (Ctrl-Z, a closed lid, a disk that blocks it) it hears nobody, and nobody is silent: of a
 * gap between two looks two of their intervals count.
 */
export class RunningTime {
  nowMs = 0;
  readonly #stop: () => void;

  /** `look` is called after each look at the clock. */
  constructor(clock: Clock, look: () => void) {
    let lookedAtMs = clock.nowMs();
    this.#stop = clock.every(LOOK_MS, () => {
      const passedMs = clock.nowMs() - lookedAtMs;
      lookedAtMs += passedMs;
      this.nowMs += Math.min(passedMs, 2 * LOOK_MS);
      look();
    });
  }

  close(): void {
    this.#stop();
  }
}
