import type { Event } from "./events.ts";
import { lastStep, lastValue, type Sweep } from "./state.ts";

/** An event that people want to hear of as it happens, in one line. */
export interface Happening {
  readonly trial: number;
  readonly text: string;
}

/** The line of an event that the sweep has just taken in; null for those that only the machinery cares for. */
export function describe(sweep: Sweep, event: Event): Happening | null {
  switch (event.kind) {
    case "trialEnded": {
      const { trial, state, reason } = event;
      const value = lastValue(sweep, trial);
      const at = value === null ? "" : ` at epoch ${lastStep(sweep, trial)} with ${value.toFixed(4)}`;
      return { trial, text: `${state}${at}${reason === "" ? "" : `: ${reason}`}` };
    }
    case "trialRequeued":
      return { trial: event.trial, text: `waits for another attempt: ${event.reason}` };
    case "leaseGranted":
      return event.attempt === 1
        ? null
        : { trial: event.trial, text: `attempt ${event.attempt} on agent ${event.agent}` };
    case "sweepCreated":
    case "sweepPaused":
    case "sweepResumed":
    case "sweepEnded":
    case "searchExhausted":
    case "trialSuggested":
    case "leaseEnded":
    case "reportRecorded":
    case "testRecorded":
      return null;
  }
}
