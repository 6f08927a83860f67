import type { Order } from "./order.ts";

/** A paused sweep goes on. */
export const resume: Order = {
  phase: "running",
  done: "resumed",
  decide: (_sweep, atMs) => [{ kind: "sweepResumed", atMs }],
};
