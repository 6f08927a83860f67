import { lastValue, lastViolation, levelOfTrial } from "./lastReport.ts";
import type { Sweep } from "./state.ts";

/** Takes a trial of the search that has completed into the choice of the best. */
export function compareWithBest(sweep: Sweep, trial: number): void {
  if (isBetterByValue(sweep, trial, sweep.bestUnconstrained)) sweep.bestUnconstrained = trial;
  if (isBetter(sweep, trial, sweep.best)) sweep.best = trial;
}

/** Chooses the best of the search anew, whatever a confirmation or other constraints have said. */
export function chooseBest(sweep: Sweep): void {
  sweep.best = null;
  sweep.bestUnconstrained = null;
  for (const { number, replicate } of sweep.trials) {
    if (replicate === 0 && sweep.history.trials[number]?.state === "completed") compareWithBest(sweep, number);
  }
}

function isBetter(sweep: Sweep, trial: number, than: number | null): boolean {
  const difference = than === null ? 0 : lastViolation(sweep, trial) - lastViolation(sweep, than);
  return difference === 0 ? isBetterByValue(sweep, trial, than) : difference < 0;
}

function isBetterByValue(sweep: Sweep, trial: number, than: number | null): boolean {
  if (than === null) return lastValue(sweep, trial) !== null;
  const difference = levelOfTrial(sweep, trial) - levelOfTrial(sweep, than);
  return sweep.spec.objective.direction === "maximize" ? difference > 0 : difference < 0;
}
