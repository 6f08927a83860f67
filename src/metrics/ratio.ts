import { type Expansion, flat, type Slopes } from "./expansion.ts";
import { supported, type Tally } from "./tally.ts";

/** A score of one class: a quotient of two weighted sums of its numbers in the tally. 0/0 counts as 0. */
export interface Ratio {
  readonly over: Weights;
  readonly under: Weights;
}

type Weights = { readonly [Term in keyof Tally]: number };

const HITS: Weights = { total: 0, hits: 1, truth: 0, predicted: 0 };
const TRUTH: Weights = { total: 0, hits: 0, truth: 1, predicted: 0 };
const PREDICTED: Weights = { total: 0, hits: 0, truth: 0, predicted: 1 };

/** tp / (tp + fp), range 0..1. */
export const precision: Ratio = { over: HITS, under: PREDICTED };

/** tp / (tp + fn), also called sensitivity; range 0..1. */
export const recall: Ratio = { over: HITS, under: TRUTH };

/** 2 tp / (2 tp + fp + fn), range 0..1. */
export const f1: Ratio = {
  over: { total: 0, hits: 2, truth: 0, predicted: 0 },
  under: { total: 0, hits: 0, truth: 1, predicted: 1 },
};

/** tn / (tn + fp) of the class against all others, range 0..1. 0 where every sample is of the class. */
export const specificity: Ratio = {
  over: { total: 1, hits: 1, truth: -1, predicted: -1 },
  under: { total: 1, hits: 0, truth: -1, predicted: 0 },
};

/** The plain mean of the ratio over the classes at these indices (at least one). */
export function mean(ratio: Ratio, tally: Tally, indices: readonly number[]): Expansion {
  const slopes = flat(tally.hits.length);
  const weight = 1 / indices.length;
  let sum = 0;
  let smooth = true;
  for (const index of indices) {
    const divisor = weigh(ratio.under, tally, index);
    const value = divisor === 0 ? 0 : weigh(ratio.over, tally, index) / divisor;
    sum += value;
    smooth &&= divisor !== 0;
    addSlopes(slopes, ratio, index, value, weight / divisor);
  }
  return { value: sum / indices.length, slopes: smooth ? slopes : null };
}

/** The mean of the F1 over all classes, each weighted by its support; range 0..1. */
export function weightedF1(tally: Tally): Expansion {
  const { total, truth } = tally;
  const slopes = flat(truth.length);
  let sum = 0;
  for (const index of supported(tally)) {
    const value = ratioOf(f1, tally, index);
    sum += truth[index] * value;
    addSlopes(slopes, f1, index, value, truth[index] / total / weigh(f1.under, tally, index));
  }
  return { value: sum / total, slopes };
}

/** The ratio of the class at this index. */
export function ratioOf({ over, under }: Ratio, tally: Tally, index: number): number {
  const divisor = weigh(under, tally, index);
  return divisor === 0 ? 0 : weigh(over, tally, index) / divisor;
}

// The quotient rule; `scale` is the weight that the class has in the metric, by the divisor. Not finite where that is 0.
function addSlopes(slopes: Slopes, { over, under }: Ratio, index: number, value: number, scale: number): void {
  slopes.hits[index] += scale * (over.hits - value * under.hits);
  slopes.predicted[index] += scale * (over.predicted - value * under.predicted);
}

function weigh({ total, hits, truth, predicted }: Weights, tally: Tally, index: number): number {
  return (
    total * tally.total + hits * tally.hits[index] + truth * tally.truth[index] + predicted * tally.predicted[index]
  );
}
