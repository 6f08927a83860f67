import type { Sweep } from "../state.ts";
import { type TrialView, viewTrial } from "./trialView.ts";

// More than a terminal or a page shows at a time.
const MOST_TRIALS = 16;
const MOST_POINTS = 64;

/** Of the trials that run now, those with the lowest numbers; of a long curve some points, the last one among them. */
export function viewRunning(sweep: Sweep): TrialView[] {
  const numbers = [...sweep.leases.keys()].sort((a, b) => a - b).slice(0, MOST_TRIALS);
  return numbers.flatMap((number) => {
    const trial = sweep.trials[number];
    return trial === undefined ? [] : [thinned(viewTrial(sweep, trial))];
  });
}

function thinned(view: TrialView): TrialView {
  const last = view.steps.length - 1;
  const every = Math.ceil(view.steps.length / MOST_POINTS);
  const kept = <T>(points: readonly T[]) => points.filter((_, i) => (last - i) % every === 0);
  return { ...view, steps: kept(view.steps), values: kept(view.values), errors: kept(view.errors) };
}
