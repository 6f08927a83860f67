import type { Expansion, Slopes } from "./expansion.ts";
import type { Mistakes } from "./mistakes.ts";
import { type Pseudo, pseudoFor } from "./pseudo.ts";
import { type RareEnds, rareEnds } from "./rareClass.ts";
import { type RowMoments, rowMoments } from "./rowMoments.ts";
import { skewedInterval } from "./skewedInterval.ts";
import type { Tally } from "./tally.ts";
import { zeros } from "./zeros.ts";

/** What a metric is likely to be on samples without end, of the same classes in the same shares. */
export interface Uncertainty {
  /** Near the value; inside the range where the value is at its end. */
  readonly centre: number;
  /** Standard error: the deviation of the value around the truth. Above 0, also where all is hit or nothing. */
  readonly error: number;
  /** Which way the truth is likely to be farther off, as the skewness of its distribution: below 0 downwards. */
  readonly skew: number;
  /** The ends of the 95 % interval where they are not those of a gamma distribution with these moments (see `rareEnds`); else null. */
  readonly ends: readonly [low: number, high: number] | null;
}

/** A metric at the counts that were seen, and elsewhere. */
interface Formed {
  /** Its value at the counts. */
  readonly value: number;
  readonly expand: (tally: Tally) => Expansion;
  /** The class that it is of; null for one of all classes. */
  readonly own: number | null;
  /** By class, what its F1 counts in the metric; null where that is no mean of F1 scores. */
  readonly f1Weights: readonly number[] | null;
}

/**
 * How well a metric is known from counts; null where the metric is a 0/0 or the same whatever is predicted, and where all samples are of one class. A few
 * microseconds for 10 classes; O(cells) for confusion counts, O(classes) for those by class.
 *
 * The samples of each class are one multinomial draw of a size that is given: a validation set keeps the shares of its classes, and trials are
 * compared on the same one. The delta method (Takahashi, Yamamoto, Kuchiba, Koyama, Applied Intelligence 52, 2022, for the F1 scores) with three
 * changes of ours, for by itself it covers .53 to .91 of 95 % where a class has four to ten rows: pseudo-counts (see `Pseudo`), a
 * divisor that makes the variance of a row unbiased (`divisorOf`), and the skewness. docs/statistics.md has what it covers.
 *
 * @param mistakes those of the counts
 * @param seen their tally
 * @param metric at these counts, and elsewhere
 */
export function uncertaintyOf(mistakes: Mistakes, seen: Tally, metric: Formed): Uncertainty | null {
  const { expand, own, f1Weights } = metric;
  const { total, truth } = seen;
  if (truth.includes(total)) return null;
  const pseudo = pseudoFor(seen, own);
  const at = likely(seen, mistakes, pseudo);
  const { value: centre, slopes } = expand(at);
  if (slopes === null) return null;
  const rows = rowMoments(seen, mistakes, pseudo, slopes);
  const weights = zeros(truth.length);
  let variance = 0;
  let third = 0;
  for (let i = 0; i < truth.length; i++) {
    const n = truth[i];
    if (n === 0) continue;
    const weight = (n * n) / divisorOf(n, pseudo.added[i]);
    variance += weight * rows.variances[i];
    third += THIRD * ((2 * weight * weight) / n) * rows.thirds[i];
    weights[i] = weight;
  }
  if (variance === 0) return null;
  const error = Math.sqrt(variance);
  const bend = bendOf(expand, at, steps(seen, mistakes, pseudo, slopes, rows, weights), variance);
  const skew = third / (variance * error) + (3 * bend) / error;
  if (f1Weights === null) return { centre, error, skew, ends: null };
  const rare = rareEnds({ value: metric.value, seen, mistakes, pseudo, f1Weights, slopes, rows, weights, variance });
  return {
    centre,
    error,
    skew,
    ends: rare === null ? null : mixed(rare, skewedInterval(centre, error, skew), metric.value),
  };
}

// From those of the gamma distribution to those of a rare class, in 0..1 and around the value as both are in the end.
function mixed({ low, high, share }: RareEnds, gamma: readonly [number, number], value: number): [number, number] {
  const [least, most] = [Math.max(0, Math.min(value, gamma[0])), Math.min(1, Math.max(value, gamma[1]))];
  return [least + share * (low - least), most + share * (high - most)];
}

// The tally with the pseudo-counts in it and every row brought back to its size.
function likely({ total, truth, hits }: Tally, mistakes: Mistakes, pseudo: Pseudo): Tally {
  const [scale, likelyHits] = [zeros(truth.length), zeros(truth.length)];
  for (let i = 0; i < truth.length; i++) {
    if (truth[i] === 0) continue;
    scale[i] = truth[i] / (truth[i] + pseudo.added[i]);
    likelyHits[i] = scale[i] * (hits[i] + pseudo.hits[i]);
  }
  const predicted = wronglyPredicted(truth, mistakes, pseudo, scale);
  for (let j = 0; j < predicted.length; j++) predicted[j] += likelyHits[j];
  return { total, truth, hits: likelyHits, predicted };
}

// By predicted class, the mistakes and the pseudo-counts of the other classes' rows, each row times its weight.
function wronglyPredicted(
  truth: readonly number[],
  mistakes: Mistakes,
  pseudo: Pseudo,
  weights: readonly number[],
): number[] {
  let missing = 0;
  let others = 0;
  for (let i = 0; i < truth.length; i++) {
    missing += weights[i] * pseudo.missing[i];
    others += weights[i] * truth[i];
  }
  const sums = mistakes.predictedAs(weights);
  for (let j = 0; j < sums.length; j++) {
    const missed = missing - weights[j] * pseudo.missing[j];
    const alarmed = others - weights[j] * truth[j];
    sums[j] += truth[j] * missed + pseudo.alarming[j] * alarmed;
  }
  return sums;
}

/** By how many samples hits and predictions are off where the metric is off by its variance: their covariances with it. */
function steps(
  { truth, hits }: Tally,
  mistakes: Mistakes,
  pseudo: Pseudo,
  slopes: Slopes,
  { means }: RowMoments,
  weights: readonly number[],
): Pick<Tally, "hits" | "predicted"> {
  const classes = truth.length;
  const [each, timesMean, hitSteps, predictedSteps] = [zeros(classes), zeros(classes), zeros(classes), zeros(classes)];
  for (let i = 0; i < classes; i++) {
    if (weights[i] === 0) continue;
    each[i] = weights[i] / (truth[i] + pseudo.added[i]);
    timesMean[i] = each[i] * means[i];
    hitSteps[i] = each[i] * (hits[i] + pseudo.hits[i]) * (slopes.predicted[i] + slopes.hits[i] - means[i]);
  }
  const all = wronglyPredicted(truth, mistakes, pseudo, each);
  const atMeans = wronglyPredicted(truth, mistakes, pseudo, timesMean);
  for (let j = 0; j < classes; j++) predictedSteps[j] = hitSteps[j] + slopes.predicted[j] * all[j] - atMeans[j];
  return { hits: hitSteps, predicted: predictedSteps };
}

// How the metric bends along the steps that it is most likely off by, one error long: the second derivative, by the slope along them a little further on,
// which where they begin is the variance.
function bendOf(
  expand: (tally: Tally) => Expansion,
  at: Tally,
  { hits, predicted }: Pick<Tally, "hits" | "predicted">,
  variance: number,
): number {
  const error = Math.sqrt(variance);
  const moved = { ...at, hits: zeros(hits.length), predicted: zeros(hits.length) };
  for (let i = 0; i < hits.length; i++) {
    moved.hits[i] = at.hits[i] + (NEARBY / error) * hits[i];
    moved.predicted[i] = at.predicted[i] + (NEARBY / error) * predicted[i];
  }
  const { slopes } = expand(moved);
  if (slopes === null) return 0;
  let slope = 0;
  for (let i = 0; i < hits.length; i++) slope += slopes.hits[i] * hits[i] + slopes.predicted[i] * predicted[i];
  return (slope - variance) / (NEARBY * error);
}

/**
 * The variance of a row of n samples is n² / divisor times the variance of one. A row with s pseudo-counts of its true shares shows 1 - n / (n + s)²
 * of that, as one without shows 1 - 1/n (Bessel), which makes it (n + s)² - n by n. One row alone shows nothing, and has as much as four.
 */
function divisorOf(n: number, s: number): number {
  return Math.max(n - 1 + 2 * s + (s * s) / n, 0.25);
}

// As a share of the error; small beside what it takes to bend, large beside rounding.
const NEARBY = 1e-3;
// Of a row's third moment; with all of it a row without a miss is taken for too certain (docs/statistics.md has the coverage).
const THIRD = 0.9;
