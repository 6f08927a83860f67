import type { Params } from "../params/params.ts";

// A class of a few samples must not drown the others.
const LARGEST = 50;

/**
 * The weight of each class, mean 1 over the samples before it is cut at 50, so that the learning rate keeps its meaning; null when the
 * params ask for none. 0 for a class without samples.
 *
 * - inverse_frequency: 1/n, which is scikit-learn's class_weight="balanced".
 * - effective_number: (1 − β)/(1 − βⁿ), Cui et al., Class-Balanced Loss Based on Effective Number of Samples, CVPR 2019, equation 2. The
 *   paper makes the weights' mean 1 over the classes instead.
 *
 * @param counts Training samples of each class.
 */
export function classWeights({ class_weights, effective_beta }: Params, counts: readonly number[]): number[] | null {
  switch (class_weights) {
    case "none":
      return null;
    case "inverse_frequency":
      return normalized(counts, (count) => 1 / count);
    case "effective_number":
      return normalized(counts, (count) => (1 - effective_beta) / (1 - effective_beta ** count));
  }
}

function normalized(counts: readonly number[], weight: (count: number) => number): number[] {
  const raw = counts.map((count) => (count === 0 ? 0 : weight(count)));
  const samples = counts.reduce((sum, count) => sum + count, 0);
  const total = raw.reduce((sum, value, label) => sum + value * counts[label], 0);
  return raw.map((value) => Math.min(LARGEST, (value * samples) / total));
}
