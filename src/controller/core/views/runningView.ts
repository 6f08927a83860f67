import type { TrialShape } from "../../../shapes/trial.ts";
import type { Sweep } from "../state.ts";
import { viewTrial } from "./trialView.ts";

// More than a terminal or a page shows at a time.
const MOST_TRIALS = 16;
const MOST_POINTS = 64;

/** Of the trials that run now, those with the lowest numbers; of a long curve some points, the last one among them. */
export function viewRunning(sweep: Sweep): TrialShape[] {
  const numbers = [...sweep.leases.keys()].sort((a, b) => a - b).slice(0, MOST_TRIALS);
  return numbers.flatMap((number) => {
    const trial = sweep.trials[number];
    return trial === undefined ? [] : [thinned(viewTrial(sweep, trial))];
  });
}

function thinned(trial: TrialShape): TrialShape {
  const last = trial.curve.length - 1;
  const every = Math.ceil(trial.curve.length / MOST_POINTS);
  return { ...trial, curve: trial.curve.filter((_, i) => (last - i) % every === 0) };
}
