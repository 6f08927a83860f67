import { type Expansion, flat } from "./expansion.ts";
import type { Tally } from "./tally.ts";

/**
 * Matthews correlation coefficient for any number of classes, range -1..1; R_K of Gorodkin (Computational Biology and
 * Chemistry 28, 2004). 0 where all samples have one true class or one predicted class, as in scikit-learn.
 */
export function mcc(tally: Tally): Expansion {
  const { total, truth, predicted } = tally;
  const agreement = agreementBeyondChance(tally);
  const truthSpread = spread(truth, truth, total);
  const predictedSpread = spread(predicted, predicted, total);
  // One root of the product, not a product of roots: a perfect matrix then gives 1 exactly.
  const scale = Math.sqrt(truthSpread * predictedSpread);
  if (scale === 0) return { value: 0, slopes: null };

  const value = agreement / scale;
  const slopes = flat(truth.length);
  for (let i = 0; i < truth.length; i++) {
    slopes.hits[i] = total / scale;
    slopes.predicted[i] = (value * predicted[i]) / predictedSpread - truth[i] / scale;
  }
  return { value, slopes };
}

/**
 * Cohen's kappa, unweighted (Educational and Psychological Measurement 20, 1960); range -1..1.
 * 0 where every sample has one and the same class in truth and prediction; scikit-learn gives NaN there.
 */
export function kappa(tally: Tally): Expansion {
  const { total, truth, predicted } = tally;
  const chance = spread(truth, predicted, total);
  if (chance === 0) return { value: 0, slopes: null };

  const value = agreementBeyondChance(tally) / chance;
  const slopes = flat(truth.length);
  for (let i = 0; i < truth.length; i++) {
    slopes.hits[i] = total / chance;
    slopes.predicted[i] = ((value - 1) * truth[i]) / chance;
  }
  return { value, slopes };
}

// sum(total * hits - truth * predicted) over the classes, written as tp * tn - fp * fn: with one frequent class and 10^9
// samples the first form loses every digit.
function agreementBeyondChance({ total, hits, truth, predicted }: Tally): number {
  let agreement = 0;
  for (let i = 0; i < hits.length; i++) {
    const trueNegatives = total - truth[i] - predicted[i] + hits[i];
    agreement += hits[i] * trueNegatives - (predicted[i] - hits[i]) * (truth[i] - hits[i]);
  }
  return agreement;
}

// total^2 - sum(a * b) for a and b that sum to total, without the difference of two large numbers.
function spread(a: readonly number[], b: readonly number[], total: number): number {
  let spread = 0;
  for (let i = 0; i < a.length; i++) spread += a[i] * (total - b[i]);
  return spread;
}
