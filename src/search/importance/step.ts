import type { HistoryView } from "../history/history.ts";

/**
 * The rung whose values tell how much parameters matter: the latest that nearly all trials came to, of those with at least `least` values; where pruning
 * has left none like that, the one with the most values. `null` without any value.
 *
 * Not the rung that samplers learn from: they ask where to go on from the survivors of pruning. Who asks what matters must not ask survivors alone, among
 * whom it is just what matters most that is all alike: with ASHA (a third of the trials goes on) the share of a learning rate fell from 0.8 to 0.2.
 */
export function tellingStep(history: HistoryView, least: number): number | null {
  const counted = history.rungs.map((step) => ({ step, ...countAt(history, step) }));
  const whole = counted.findLast(({ values, missing }) => values >= least && missing <= MOST_MISSING * values);
  const widest = counted.reduce((best, at) => (at.values > best.values ? at : best));
  const chosen = whole ?? widest;
  return chosen.values > 0 ? chosen.step : null;
}

// A trial for every three.
const MOST_MISSING = 1 / 3;

// How many trials have a value, and how many were pruned before.
function countAt(history: HistoryView, step: number) {
  const pruned = history.trials.filter(({ state, steps, replicateOf }) => {
    return state === "pruned" && replicateOf === null && (steps.at(-1) ?? 0) < step;
  });
  return { values: history.ranking(step).size, missing: pruned.length };
}
