import type { HistoryView } from "../history.ts";

/** How far the values at a rung lie apart, and how far each may miss its own truth. */
export interface Contrast {
  /** Standard deviation of normal values with the same quartiles: the few that fell flat do not count. 0 for fewer than four. */
  readonly spread: number;
  /** Root mean square of the standard errors there; `null` when no value there has one. */
  readonly error: number | null;
}

/** Whether the values at a rung stand out of their noise: what a model could learn, beside what would mislead it. */
export function standOut(history: HistoryView, rung: number): Contrast {
  const ranking = history.ranking(rung);
  const finite = ranking.countBelow(Number.POSITIVE_INFINITY);
  const quartile = (share: number) => ranking.loss(Math.floor(share * (finite - 1)));
  const spread = finite < 4 ? 0 : (quartile(0.75) - quartile(0.25)) / QUARTILES_APART;
  const errors: number[] = [];
  for (let rank = 0; rank < finite; rank++) {
    const { steps, errors: own } = history.trials[ranking.trial(rank)];
    const at = steps.indexOf(rung);
    // A trial that completed before the rung stands there with its last value.
    const error = own[at < 0 ? own.length - 1 : at];
    if (error !== null) errors.push(error);
  }
  if (errors.length === 0) return { spread, error: null };
  return { spread, error: Math.sqrt(errors.reduce((sum, error) => sum + error ** 2, 0) / errors.length) };
}

// The quartiles of a normal distribution lie 1.349 standard deviations apart.
const QUARTILES_APART = 1.349;
