import { setTimeout as sleep } from "node:timers/promises";

/** The system's clock, the only one of the command line. */
export const clock = {
  /** Milliseconds since an arbitrary start; never runs backwards. */
  nowMs: (): number => performance.now(),

  /** The time of day so many milliseconds from now, as gRPC wants its deadlines. */
  deadline: (inMs: number): Date => new Date(Date.now() + inMs),

  /** Milliseconds since the Unix epoch. */
  wallMs: (): number => Date.now(),

  /** Resolves after `ms`, or at once when the signal is aborted. */
  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    await sleep(ms, undefined, { signal }).catch(() => {});
  },

  /** Calls `run` once after `ms` unless the returned function is called before. Keeps no process alive. */
  after(ms: number, run: () => void): () => void {
    const timer = setTimeout(run, ms).unref();
    return () => clearTimeout(timer);
  },

  /** Calls `tick` every `periodMs` until the returned function is called. Keeps no process alive. */
  every(periodMs: number, tick: () => void): () => void {
    const timer = setInterval(tick, periodMs).unref();
    return () => clearInterval(timer);
  },
} as const;
