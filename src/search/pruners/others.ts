import { type HistoryView, valueAt } from "../history.ts";
import { type Direction, toLoss } from "../loss.ts";

/** The losses of other trials at a rung, best first. */
export interface Others {
  readonly count: number;
  /** The loss at a rank from 0. */
  loss(rank: number): number;
  countBelow(loss: number): number;
}

/** What a trial is measured against at a rung. A value of its own there is from an earlier attempt and left out. */
export function othersAt(history: HistoryView, trial: number, rung: number, direction: Direction): Others {
  const ranking = history.ranking(rung);
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
export function othersAmong(history: HistoryView, rung: number, isOne: (trial: number) => boolean): Others {
  const ranking = history.ranking(rung);
  const losses: number[] = [];
  for (let rank = 0; rank < ranking.size; rank++) if (isOne(ranking.trial(rank))) losses.push(ranking.loss(rank));
  return {
    count: losses.length,
    loss: (rank) => losses[rank],
    countBelow: (loss) => losses.filter((each) => each < loss).length,
  };
}
