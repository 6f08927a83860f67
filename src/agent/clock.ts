import { setTimeout as wait } from "node:timers/promises";

// What a timer of Node can count; a longer wait would end at once.
const longestMs = 2 ** 31 - 1;

/** The agent's clock: monotonic, in milliseconds. It says how long, never what time it is. */
export const clock = {
  now: (): number => performance.now(),

  /** Resolves after `ms`, or 25 days, or at once when the signal is aborted. */
  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    await wait(Math.min(ms, longestMs), undefined, { signal }).catch((reason: unknown) => {
      if (!signal.aborted) throw reason;
    });
  },

  /** Waits for the promise, but at most `ms`. Rejects as the promise does. */
  async atMost(ms: number, promise: Promise<unknown>): Promise<void> {
    const over = new AbortController();
    try {
      await Promise.race([promise, clock.sleep(ms, over.signal)]);
    } finally {
      over.abort();
    }
  },

  /** Runs `run` after `ms`; the returned function cancels it. */
  after(ms: number, run: () => void): () => void {
    const timer = setTimeout(run, Math.min(ms, longestMs));
    return () => clearTimeout(timer);
  },

  /** Runs `run` every `ms`; the returned function ends it. */
  every(ms: number, run: () => void): () => void {
    const timer = setInterval(run, Math.min(ms, longestMs));
    return () => clearInterval(timer);
  },
};
