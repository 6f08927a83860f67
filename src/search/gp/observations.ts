import { type HistoryView, valueAt } from "../history.ts";
import { levelOf } from "../level.ts";
import { toLoss } from "../loss.ts";

/** What a model is built from. Losses are those of levels (see `levelOf`): lower is better, infinite for values that are not finite. */
export interface Observations {
  /** Trials with a value at the rung, best first by that value. */
  readonly trials: readonly number[];
  /** Their losses at the rung. */
  readonly losses: readonly number[];
  /** Their losses at the last step; null of those that are not there. */
  readonly finals: readonly (number | null)[];
  /** By how much they violate the constraints, at the last step or else at the rung. */
  readonly violations: readonly number[];
  /** Trials that are waiting or running and have no value at the rung yet, by number. */
  readonly pending: readonly number[];
}

/** All values at a rung, or of more than 120 the best 60 and every k-th of the others: the time of a fit grows with the cube. */
export function observationsAt(history: HistoryView, rung: number): Observations {
  const ranking = history.ranking(rung);
  const ranks = ranksOf(ranking.size);
  const trials = ranks.map((rank) => ranking.trial(rank));
  const open = [...history.open].filter((trial) => valueAt(history.trials[trial], rung) === null);
  return {
    trials,
    losses: trials.map((trial) => lossAt(history, trial, rung)),
    finals: trials.map((trial) => finalLoss(history, trial)),
    violations: trials.map((trial, i) => finalViolation(history, trial) ?? ranking.violation(ranks[i])),
    // The newest are the ones that no suggestion has kept away from yet.
    pending: open.sort((a, b) => a - b).slice(-MOST_PENDING),
  };
}

function lossAt({ trials, direction }: HistoryView, trial: number, step: number): number {
  return toLoss(levelOf(trials[trial], step), direction);
}

function finalLoss(history: HistoryView, trial: number): number | null {
  return isThrough(history, trial) ? lossAt(history, trial, Number.POSITIVE_INFINITY) : null;
}

function finalViolation(history: HistoryView, trial: number): number | null {
  const { violations } = history.trials[trial];
  return isThrough(history, trial) ? violations[violations.length - 1] : null;
}

// A trainer may end before the last step.
function isThrough({ trials, rungs }: HistoryView, trial: number): boolean {
  const { state, steps } = trials[trial];
  return state === "completed" || steps[steps.length - 1] === rungs[rungs.length - 1];
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
