import { endAll } from "../endings.ts";
import type { Order } from "./order.ts";

/** The sweep ends for good, its running trials with it. */
export const cancel: Order = {
  phase: "cancelled",
  done: "cancelled",
  decide(sweep, atMs) {
    const reason = "cancelled by a person";
    return [...endAll(sweep, reason, atMs), { kind: "sweepEnded", state: "cancelled", reason, atMs }];
  },
};
