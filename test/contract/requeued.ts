import type { TrialRequeued } from "../../src/controller/core/events.ts";

/** Any event will do for a journal; this one tells its number. */
export function requeued(number: number, reason = "lost"): TrialRequeued {
  return { kind: "trialRequeued", atMs: 1_700_000_000_000 + number, trial: number, reason };
}
