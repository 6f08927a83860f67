/** The first-order expansion of a metric at some counts: what it is there, and how it moves with them. */
export interface Expansion {
  readonly value: number;
  /** Null where the value is a 0/0 that counts as 0: it has no derivative there. */
  readonly slopes: Slopes | null;
}

/** The partial derivative of a metric by each number of a tally, in 1/samples. */
export interface Slopes {
  total: number;
  readonly hits: number[];
  readonly truth: number[];
  readonly predicted: number[];
}

/** Slopes of a metric that does not depend on anything yet. */
export function flat(classes: number): Slopes {
  const zeros = () => new Array<number>(classes).fill(0);
  return { total: 0, hits: zeros(), truth: zeros(), predicted: zeros() };
}

/**
 * Standard error of a metric over samples drawn like these, by the delta method on the multinomial cells x of a confusion
 * matrix (Takahashi, Yamamoto, Kuchiba, Koyama, Applied Intelligence 52, 2022, for the F1 scores).
 * `slopes` are those at the tally of `cells`.
 *
 * With g the derivative by a cell, the variance is sum(x g^2) - sum(x g)^2 / n. Twice as many samples in every cell
 * change none of our metrics, so sum(x g) = 0 (Euler) and the second term falls away.
 * 0 for a perfect matrix, and whenever redrawing the same kinds of samples cannot change the metric to first order:
 * that is a limit of the method, not certainty.
 */
export function standardError(cells: readonly number[], slopes: Slopes): number {
  const { total, hits, truth, predicted } = slopes;
  const classes = hits.length;
  let variance = 0;
  for (let i = 0; i < classes; i++) {
    for (let j = 0; j < classes; j++) {
      const slope = total + truth[i] + predicted[j] + (i === j ? hits[i] : 0);
      variance += cells[i * classes + j] * slope * slope;
    }
  }
  return Math.sqrt(variance);
}
