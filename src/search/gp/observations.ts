import { type HistoryView, valueAt } from "../history.ts";

/** What a model of one rung is built from. */
export interface Observations {
  /**
   * Trials with a value at the rung, best first, and their losses (lower is better, infinite for values that are not finite). Where some of them violate
   * the constraints, ranks stand in for losses: a violation and a loss have no common measure.
   */
  readonly trials: readonly number[];
  readonly losses: readonly number[];
  /** Trials that are waiting or running and have no value there yet, by number. */
  readonly pending: readonly number[];
}

/** All values at a rung, or of more than 120 the best 60 and every k-th of the others: the time of a fit grows with the cube. */
export function observationsAt(history: HistoryView, rung: number): Observations {
  const ranking = history.ranking(rung);
  const ranks = ranksOf(ranking.size);
  const violated = ranks.some((rank) => Number.isFinite(ranking.loss(rank)) && ranking.violation(rank) > 0);
  const lossAt = (rank: number, index: number) => {
    const loss = ranking.loss(rank);
    return violated && Number.isFinite(loss) ? index : loss;
  };
  const open = [...history.open].filter((trial) => valueAt(history.trials[trial], rung) === null);
  return {
    trials: ranks.map((rank) => ranking.trial(rank)),
    losses: ranks.map(lossAt),
    // The newest are the ones that no suggestion has kept away from yet.
    pending: open.sort((a, b) => a - b).slice(-MOST_PENDING),
  };
}

function ranksOf(size: number): number[] {
  const count = Math.min(size, MOST_BEST + MOST_OTHERS);
  const stride = size > count ? (size - MOST_BEST) / MOST_OTHERS : 1;
  const rankOf = (index: number) => MOST_BEST + Math.floor((index - MOST_BEST + 0.5) * stride);
  return Array.from({ length: count }, (_, index) => (index < MOST_BEST ? index : rankOf(index)));
}

const MOST_BEST = 60;
const MOST_OTHERS = 60;
const MOST_PENDING = 64;
