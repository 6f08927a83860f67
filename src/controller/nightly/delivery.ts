import { passOver } from "../core/passOver.ts";
import type { StreamKind } from "./streams.ts";

/** The report of one night that is to be sent; or what is told to nobody. */
export type Delivery = PendingReport | ToldBefore;

export interface PendingReport {
  readonly kind: "pending";
  /** The same for every try; the receiver's too. */
  readonly id: string;
  readonly sweep: string;
  /** What is sent, byte for byte. */
  readonly body: string;
  readonly attempts: number;
  /** When it is tried next, ms. */
  readonly nextMs: number;
}

/** Nights that had ended before there was a webhook, by the ids of their reports. */
export interface ToldBefore {
  readonly kind: "before";
  readonly ids: readonly string[];
}

/** Name of the stream with those. */
export const BEGUN = "begun";

/** The streams of reports, by their ids. */
export const REPORTS: StreamKind<Delivery> = {
  prefix: "report/",
  evolve(before, event) {
    switch (event.kind) {
      case "reportsBegun":
        return { kind: "before", ids: event.before };
      case "reportDue": {
        const { id, sweep, body } = event;
        return { kind: "pending", id, sweep, body, attempts: 0, nextMs: 0 };
      }
      case "reportTried":
        return before?.kind === "pending" ? { ...before, attempts: event.attempt, nextMs: event.againMs } : before;
      case "reportFailed":
        return before?.kind === "pending" ? { ...before, nextMs: event.againMs } : before;
      case "reportDelivered":
      case "reportGivenUp":
        return null;
      case "scheduleTaken":
      case "nightDecided":
        return before;
      default:
        passOver("a report of a night: an event", event satisfies never);
        return before;
    }
  },
};
