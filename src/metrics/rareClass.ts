import { Z } from "./betaInterval.ts";
import { blakerInterval, MOST_ROWS } from "./blaker.ts";
import type { Slopes } from "./expansion.ts";
import { f1Posterior } from "./f1Posterior.ts";
import type { Mistakes } from "./mistakes.ts";
import type { Pseudo } from "./pseudo.ts";
import type { RowMoments } from "./rowMoments.ts";
import type { Tally } from "./tally.ts";

/** A mean of F1 scores, and how its samples vary. Each array has one number a class. */
interface VaryingF1 {
  readonly value: number;
  readonly seen: Tally;
  readonly mistakes: Mistakes;
  readonly pseudo: Pseudo;
  /** What the F1 of each class counts in the metric. */
  readonly f1Weights: readonly number[];
  /** Of the metric, where it is likely to be. */
  readonly slopes: Slopes;
  readonly rows: RowMoments;
  /** What the variances of the rows count in that of the metric. */
  readonly weights: readonly number[];
  /** The variance of the metric. */
  readonly variance: number;
}

/** Ends of a 95 % interval in 0..1 that hold the value, and how far they are to be taken in place of those of a gamma distribution: above 0 to 1. */
export interface RareEnds {
  readonly low: number;
  readonly high: number;
  readonly share: number;
}

/**
 * The ends where one class that is rare beside every other one has most of the variance; null elsewhere. A distribution with three moments is too
 * smooth there: the class has few hits, and each number of them its own chance.
 *
 * Where nothing is taken for the class, those of its recall (`blakerInterval`); else the middle of a posterior (`f1Posterior`). The other rows' chance is added to
 * both by squares (Zou and Donner, "Construction of confidence limits about effect measures", Statistics in Medicine 27, 2008).
 */
export function rareEnds(of: VaryingF1): RareEnds | null {
  const { value, seen, pseudo, f1Weights, slopes, rows, variance } = of;
  const rare = rarest(seen);
  if (rare === -1 || f1Weights[rare] === 0) return null;
  const { variance: rest, perAlarm } = others(of, rare);
  const share = Math.min(1, (1 - rest / variance - NONE_AT) / (ALL_AT - NONE_AT));
  // Not a number where nothing varies.
  if (!(share > 0)) return null;
  const [n, hits, alarms] = [seen.truth[rare], seen.hits[rare], seen.predicted[rare] - seen.hits[rare]];
  const [size, likelyHits] = [n + pseudo.added[rare], hits + pseudo.hits[rare]];
  const ofHits = likelyHits * (slopes.hits[rare] + slopes.predicted[rare]);
  const weight = f1Weights[rare];
  const perHit = (ofHits - size * rows.means[rare]) / (size - likelyHits);
  const [below, above] =
    alarms === 0 ? ofRecall(n, hits, weight, perHit) : f1Posterior({ rows: n, hits, alarms, weight, perHit, perAlarm });
  return {
    low: Math.max(0, value - Math.hypot(Math.min(0, below), Z * Math.sqrt(rest))),
    high: Math.min(1, value + Math.hypot(Math.max(0, above), Z * Math.sqrt(rest))),
    share,
  };
}

// Of the variance: up to the first the rule is not taken, from the second on all of it.
const NONE_AT = 0.6;
const ALL_AT = 0.8;
// So many times its rows have the other classes at least.
const TIMES = 4;

// The class with the fewest samples, if these are few beside all others; else -1.
function rarest({ truth }: Tally): number {
  let rare = -1;
  let [fewest, second] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let i = 0; i < truth.length; i++) {
    const n = truth[i];
    if (n === 0 || n >= second) continue;
    if (n >= fewest) second = n;
    else [rare, fewest, second] = [i, n, fewest];
  }
  return fewest <= MOST_ROWS && second >= TIMES * fewest ? rare : -1;
}

/** The variance that the other rows have without what is taken for the rare class, and what an alarm more loses them, as a number below 0. */
function others({ seen, mistakes, pseudo, slopes, rows, weights }: VaryingF1, rare: number) {
  const taken = mistakes.takenFor(rare);
  const wrong = slopes.predicted[rare];
  let [variance, alarms, lost] = [0, 0, 0];
  for (let i = 0; i < weights.length; i++) {
    if (i === rare || weights[i] === 0) continue;
    const right = slopes.predicted[i] + slopes.hits[i];
    const alarming = taken[i] + seen.truth[i] * pseudo.alarming[rare];
    const chance = alarming / (seen.truth[i] + pseudo.added[i]);
    const mean = rows.means[i] - chance * (wrong - right);
    const square = rows.variances[i] + rows.means[i] ** 2 - chance * (wrong * wrong - right * right);
    variance += weights[i] * Math.max(0, square - mean * mean);
    alarms += alarming;
    lost += alarming * right;
  }
  return { variance, perAlarm: -lost / alarms };
}

// How far the ends of the recall move the metric: without an alarm its F1 is 2 recall / (1 + recall).
function ofRecall(rows: number, hits: number, weight: number, perHit: number): [below: number, above: number] {
  // Counts that are expected, not seen, may be fractions.
  const [low, high] = blakerInterval(Math.round(rows), Math.round(hits));
  const at = (recall: number) => (weight * 2 * recall) / (1 + recall) + perHit * rows * recall;
  const now = at(hits / rows);
  return [at(low) - now, at(high) - now];
}
