/** Time, as the controller's engine is given it. */
export interface Clock {
  /** Ms since the Unix epoch, counted monotonically: it never jumps while the process lives. */
  nowMs(): number;
  /** Calls again and again until the returned function is called. Does not keep the process alive. */
  every(ms: number, call: () => void): () => void;
}

/** `nowMs`: the time to begin with; see `steadyTime`. */
export function systemClock(nowMs: number = Date.now()): Clock {
  const start = nowMs - performance.now();
  return {
    nowMs: () => Math.floor(start + performance.now()),
    every(ms, call) {
      const timer = setInterval(call, ms).unref();
      return () => clearInterval(timer);
    },
  };
}
