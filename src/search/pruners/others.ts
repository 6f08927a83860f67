import { type HistoryView, valueAt } from "../history/history.ts";
import { type Direction, toLoss } from "../history/loss.ts";
import type { RankingView } from "../history/ranking.ts";
import { isSpared } from "./spared.ts";

/**
 * The losses of other trials at a rung as they stand to a trial that arrives there, best first. Where the constraints decide before the
 * values do, the loss of another trial is -Infinity when it comes nearer to meeting them, and Infinity when it stays further away.
 */
export interface Others {
  readonly count: number;
  /** The loss at a rank from 0. */
  loss(rank: number): number;
  countBelow(loss: number): number;
}

/** What a trial is measured against at a rung. A value of its own there is from an earlier attempt and left out. */
export function othersAt(
  history: HistoryView,
  trial: number,
  rung: number,
  direction: Direction,
  violation: number,
): Others {
  const ranking = history.ranking(rung);
  if (violation > 0 || isConstrained(ranking)) {
    return othersAmong(history, rung, (other) => other !== trial, violation);
  }
  const own = valueAt(history.trials[trial], rung);
  if (own === null) {
    return {
      count: ranking.size,
      loss: (rank) => ranking.loss(rank),
      countBelow: (loss) => ranking.countBelow(loss),
    };
  }
  const ownLoss = toLoss(own, direction);
  // Equal losses are interchangeable, so it does not matter which of them is taken out.
  const ownRank = ranking.countBelow(ownLoss);
  return {
    count: ranking.size - 1,
    loss: (rank) => ranking.loss(rank < ownRank ? rank : rank + 1),
    countBelow: (loss) => ranking.countBelow(loss) - (ownLoss < loss ? 1 : 0),
  };
}

/** The losses at a rung of the trials that a rule picks. */
export function othersAmong(
  history: HistoryView,
  rung: number,
  isOne: (trial: number) => boolean,
  violation: number,
): Others {
  const ranking = history.ranking(rung);
  const spared = isSpared(history, rung, violation);
  const losses: number[] = [];
  for (let rank = 0; rank < ranking.size; rank++) {
    if (!isOne(ranking.trial(rank))) continue;
    losses.push(spared ? ranking.loss(rank) : asSeen(ranking.loss(rank), ranking.violation(rank), violation));
  }
  if (spared) losses.sort((a, b) => a - b);
  return {
    count: losses.length,
    loss: (rank) => losses[rank],
    countBelow: (loss) => losses.filter((each) => each < loss).length,
  };
}

// The finite losses stand in the order of their violations, so the last of them has the greatest.
function isConstrained(ranking: RankingView): boolean {
  const finite = ranking.countBelow(Number.POSITIVE_INFINITY);
  return finite > 0 && ranking.violation(finite - 1) > 0;
}

function asSeen(loss: number, theirs: number, own: number): number {
  if (theirs === own) return loss;
  return theirs < own ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}
