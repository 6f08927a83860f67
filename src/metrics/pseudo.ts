/**
 * Counts that nobody has seen, added to those that somebody has, so that a class of four rows that is hit each time, or never, is not taken for certain.
 * About one and a half for the whole matrix: half a count in each of a hundred cells would drown the rare classes.
 */
export interface Pseudo {
  /** Hits, by class. */
  readonly hits: readonly number[];
  /** Misses of a class, by class, for each sample of the other classes: a class is taken for them as often as they occur. */
  readonly missing: readonly number[];
  /** Predictions as a class by mistake, by class, for each sample of the other classes. */
  readonly alarming: readonly number[];
  /** All of a class's row. */
  readonly added: readonly number[];
}

/**
 * The classes have them by the share that they have in the variance of a mean over classes when all err equally: by 1 / support. Of a metric of one
 * class, half go to that class.
 *
 * @param truth support by class; at least two classes have some
 * @param own the class that a metric is of; null for one of all classes
 */
export function pseudoFor(truth: readonly number[], own: number | null): Pseudo {
  const total = sum(truth);
  const weights = truth.map((n) => (n === 0 ? 0 : 1 / n));
  const weight = sum(weights);
  const shares = weights.map((each, i) => {
    const even = each / weight;
    return own === null ? even : (even + (i === own ? 1 : 0)) / 2;
  });
  const alarming = shares.map((share, i) => (ALARMS * share) / (total - truth[i]));
  const allAlarming = sum(alarming);
  return {
    hits: shares.map((share) => HITS * share),
    missing: shares.map((share, i) => (MISSES * share) / (total - truth[i])),
    alarming,
    added: truth.map((n, i) => (n === 0 ? 0 : (HITS + MISSES) * shares[i] + n * (allAlarming - alarming[i]))),
  };
}

/** The sum of some numbers. */
export function sum(numbers: readonly number[]): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}

// Of a half to one and a half hits and a quarter to one of the others the ones with the fewest settings covered below .93 (docs/statistics.md).
const HITS = 1;
const MISSES = 0.35;
const ALARMS = 0.35;
