import { compareWithBest } from "./best.ts";
import type { TrialAdopted } from "./events.ts";
import { newTrial } from "./newTrial.ts";
import type { Sweep } from "./state.ts";

/** Takes a trial of an earlier sweep in as one that is over. It takes nothing of the budget, and stands in no count of this sweep's trials. */
export function adopt(sweep: Sweep, event: TrialAdopted): void {
  const { params, from, state, steps, values, errors, violation = 0, classes } = event;
  const number = sweep.history.add(params, { adopted: true });
  steps.forEach((step, i) => {
    sweep.history.report(number, step, values[i] ?? Number.NaN, errors[i] ?? null, violation);
  });
  sweep.history.setState(number, state);
  const why = `counted as it is: trial ${from.trial} of sweep ${from.sweep}`;
  const trial = newTrial(number, { seed: event.seed, why }, from);
  trial.furthest = steps.at(-1) ?? 0;
  trial.reason = why;
  trial.counts = event.counts;
  trial.scalars = event.scalars;
  trial.testCounts = event.testCounts;
  trial.constraintValues = event.constraintValues ?? [];
  sweep.trials.push(trial);
  sweep.adopted += 1;
  sweep.classes ??= classes ?? null;
  if (state === "completed") compareWithBest(sweep, number);
}
