import type { HappeningShape } from "../../../shapes/watched.ts";
import { measuredBy } from "../confirmation/contenders.ts";
import type { Event } from "../events.ts";
import { lastStep, lastValue } from "../lastReport.ts";
import { describeMiss, missesOver } from "../misses.ts";
import type { Sweep } from "../state.ts";

/** The line of an event that the sweep has just taken in; null for those that only the machinery cares for. */
export function happeningOf(sweep: Sweep, event: Event): HappeningShape | null {
  switch (event.kind) {
    case "trialEnded": {
      const { trial, state, reason } = event;
      const value = lastValue(sweep, trial);
      const at = value === null ? "" : ` at epoch ${lastStep(sweep, trial)} with ${value.toFixed(4)}`;
      const misses =
        state === "completed"
          ? missesOver(sweep, measuredBy(sweep, trial)).map((miss) => `; ${describeMiss(miss)}`)
          : [];
      return { trial, text: `${state}${at}${reason === "" ? "" : `: ${reason}`}${misses.join("")}` };
    }
    case "trialRetried":
    case "trialRequeued":
      return { trial: event.trial, text: `waits for another attempt: ${event.reason}` };
    case "leaseGranted":
      return event.attempt === 1
        ? null
        : { trial: event.trial, text: `attempt ${event.attempt} on agent ${event.agent}` };
    case "confirmationStarted": {
      const { finalists, seeds } = event;
      const trial = finalists[0];
      if (trial === undefined) return null;
      return {
        trial,
        text: `leads ${finalists.length} finalists into their confirmation with ${seeds.length} fresh seeds`,
      };
    }
    case "finalistDropped":
      return {
        trial: event.trial,
        text: `${event.why === "failed" ? "drops" : "falls"} out of the confirmation: ${event.reason}`,
      };
    case "confirmationEnded":
      return event.winner === null ? null : { trial: event.winner, text: `confirmed: ${event.reason}` };
    case "sweepCreated":
    case "sweepPaused":
    case "sweepResumed":
    case "leaderChanged":
    case "sweepChanged":
    case "sweepReopened":
    case "sweepEnded":
    case "searchExhausted":
    case "trialAdopted":
    case "trialSuggested":
    case "leaseEnded":
    case "trainerGone":
    case "chargeCorrected":
    case "reportRecorded":
    case "testRecorded":
      return null;
    // Of a later version, which says that it may be ignored.
    default:
      event satisfies never;
      return null;
  }
}
