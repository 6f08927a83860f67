import type { Order } from "./order.ts";

/** No new trials start; those that run go on to their end. */
export const pause: Order = {
  phase: "paused",
  done: "paused",
  decide: (_sweep, atMs) => [{ kind: "sweepPaused", atMs }],
};
