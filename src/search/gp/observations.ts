import { type HistoryView, valueAt } from "../history/history.ts";
import { levelOf } from "../history/level.ts";
import { toLoss } from "../history/loss.ts";

/**
 * What a model is built from: trials with a value at the rung, best first by that value. Losses are those of levels (see `levelOf`): lower is better,
 * infinite for values that are not finite.
 */
export interface Observations {
  /** Coordinates in [0, 1] of these trials, then of those that are waiting or running and have no value there yet: a row a trial. */
  readonly points: Float64Array;
  /** Their losses at the rung. */
  readonly losses: readonly number[];
  /** Their losses at the last step; null of those that are not there. */
  readonly finals: readonly (number | null)[];
  /** By how much they violate the constraints, at the last step or else at the rung. */
  readonly violations: readonly number[];
}

/**
 * All values at a rung, or of more than 120 the best 60 and every k-th of the others: the time of a fit grows with the cube.
 *
 * @param width how many parameters a point has
 */
export function observationsAt(history: HistoryView, rung: number, width: number): Observations {
  const ranking = history.ranking(rung);
  const ranks = ranksOf(ranking.size);
  const trials = ranks.map((rank) => ranking.trial(rank));
  const open = [...history.open].filter((trial) => valueAt(history.trials[trial], rung) === null);
  // The newest are the ones that no suggestion has kept away from yet.
  const pending = open.sort((a, b) => a - b).slice(-MOST_PENDING);
  return {
    points: pointsOf(history, width, [...trials, ...pending]),
    losses: trials.map((trial) => lossAt(history, trial, rung)),
    finals: trials.map((trial) => finalLoss(history, trial)),
    violations: trials.map((trial, i) => finalViolation(history, trial) ?? ranking.violation(ranks[i])),
  };
}

function pointsOf({ points }: HistoryView, width: number, trials: readonly number[]): Float64Array {
  const rows = new Float64Array(trials.length * width);
  for (const [i, trial] of trials.entries()) rows.set(points.subarray(trial * width, (trial + 1) * width), i * width);
  return rows;
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
