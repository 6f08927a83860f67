import type { Counts } from "./counts.ts";
import { type Mistakes, mistakesOf } from "./mistakes.ts";

/**
 * The sums that every metric is a function of; each array has one number a class, in samples.
 * A confusion matrix has them as its diagonal, its row sums and its column sums.
 */
export interface Tally {
  /** All samples. */
  readonly total: number;
  /** Of this class and predicted as it. */
  readonly hits: readonly number[];
  /** Of this class: its support. */
  readonly truth: readonly number[];
  /** Predicted as this class. */
  readonly predicted: readonly number[];
}

/** Sums up checked counts. Both kinds of counts of the same samples give the same tally. */
export function tally(counts: Counts): Tally {
  return tallyWith(counts, counts.kind === "confusion" ? mistakesOf(counts) : { missed: counts.fn, alarms: counts.fp });
}

/** The tally of counts whose mistakes are known. */
export function tallyWith(counts: Counts, { missed, alarms }: Pick<Mistakes, "missed" | "alarms">): Tally {
  const hits = counts.kind === "confusion" ? missed.map((_, i) => counts.cells[i * (counts.classes + 1)]) : counts.tp;
  const truth = missed.map((count, i) => hits[i] + count);
  const predicted = alarms.map((count, i) => hits[i] + count);
  return { total: truth.reduce((total, support) => total + support, 0), hits, truth, predicted };
}

/** Indices of the classes that have a sample or a prediction, ascending. */
export function occurring({ truth, predicted }: Tally): number[] {
  // Not by way of `indices`: each metric's error asks this four times.
  const found: number[] = [];
  for (let i = 0; i < truth.length; i++) if (truth[i] > 0 || predicted[i] > 0) found.push(i);
  return found;
}

/** Indices of the classes that have a sample, ascending. */
export function supported({ truth }: Tally): number[] {
  return indices(truth, (support) => support > 0);
}

/** Indices of the classes that have samples and are never predicted, ascending: what a high accuracy hides. */
export function collapsed(counts: Counts): number[] {
  const { truth, predicted } = tally(counts);
  return indices(truth, (support, index) => support > 0 && predicted[index] === 0);
}

function indices(numbers: readonly number[], holds: (number: number, index: number) => boolean): number[] {
  const found: number[] = [];
  for (let index = 0; index < numbers.length; index++) {
    if (holds(numbers[index], index)) found.push(index);
  }
  return found;
}
