import { type HistoryView, valueAt } from "../history/history.ts";
import type { RankingView } from "../history/ranking.ts";
import { learningRung } from "./rung.ts";

/** The trials that a model learns from, parted into the good and the others. */
export interface Split {
  /** The step whose values it is about. */
  readonly rung: number;
  /** How many trials have a value there. */
  readonly count: number;
  /** Trial numbers, best first; at least one. */
  readonly good: readonly number[];
  /** A weight for each of the good and a last one for the prior, sum 1. */
  readonly weights: Float64Array;
  readonly others: readonly number[];
}

/**
 * Parts the trials with a value at the rung that models learn from: the best 15 % are good. Trials still open and without a value there join
 * the others. `null` while there is no such rung (see `learningRung`). 15 % and the weights by improvement are Watanabe's (2023).
 */
export function splitAtRung(history: HistoryView): Split | null {
  const rung = learningRung(history);
  if (rung === null) return null;
  const ranking = history.ranking(rung);
  const finite = ranking.countBelow(Number.POSITIVE_INFINITY);
  const goods = Math.min(Math.ceil(GOOD_SHARE * ranking.size), finite, MAX_GOOD);
  const good = trialsAt(ranking, goods, (index) => index);
  // A sample of the others, every k-th by value: all qualities are there, and the time of a suggestion stays bounded.
  const rest = ranking.size - goods;
  const sampled = Math.min(rest, MAX_OTHERS);
  const others = trialsAt(ranking, sampled, (index) => goods + Math.floor(((index + 0.5) * rest) / sampled));
  const pending = [...history.open].filter((trial) => valueAt(history.trials[trial], rung) === null);
  others.push(...pending.sort((a, b) => a - b));
  const improvements = good.map((_, rank) => improvementAt(ranking, rank, goods));
  return { rung, count: ranking.size, good, weights: withPrior(improvements), others };
}

function trialsAt(ranking: RankingView, count: number, rankOf: (index: number) => number): number[] {
  const trials: number[] = [];
  for (let index = 0; index < count; index++) trials.push(ranking.trial(rankOf(index)));
  return trials;
}

// How much better one rank is than another. Where a constraint decides, nothing: a violation and a loss have no common measure, and then all
// the good weigh the same.
function improvementAt(ranking: RankingView, rank: number, than: number): number {
  const decided = ranking.violation(than) !== ranking.violation(0);
  return decided ? 0 : ranking.loss(than) - ranking.loss(rank);
}

const GOOD_SHARE = 0.15;
// After 700 trials of four test functions these find what all trials would: the mean best differs by less than its error.
const MAX_GOOD = 64;
const MAX_OTHERS = 128;

// The prior weighs as much as one observation on average. Equal or endless improvements say nothing: then all weigh the same.
function withPrior(improvements: readonly number[]): Float64Array {
  const total = improvements.reduce((sum, improvement) => sum + improvement, 0);
  const even = !(total > 0 && total < Number.POSITIVE_INFINITY);
  const share = 1 / (improvements.length + 1);
  const weights = improvements.map((improvement) => (even ? share : (improvement / total) * (1 - share)));
  return Float64Array.from([...weights, share]);
}
