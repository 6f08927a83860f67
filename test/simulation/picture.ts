import type { Sweep } from "../../src/controller/core/state.ts";
import { viewSweep } from "../../src/controller/core/views/sweepView.ts";
import { viewTrial } from "../../src/controller/core/views/trialView.ts";

/** All that is shown of a sweep, and what its decisions rest on beside that, as one text. */
export function pictureOf(sweep: Sweep): string {
  const { seq, leases, leaving, unheard, waiting, failures, epochsCharged, exhausted } = sweep;
  return JSON.stringify([
    { seq, leases: [...leases.values()], leaving, unheard, waiting, failures, epochsCharged, exhausted },
    sweep.trials.map(({ attempts, furthest, stalled, verdicts }) => ({ attempts, furthest, stalled, verdicts })),
    viewSweep(sweep, sweep.atMs),
    sweep.trials.map((trial) => viewTrial(sweep, trial)),
  ]);
}
