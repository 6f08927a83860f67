/**
 * A group of estimates with a common centre, when their true spread is `ratio` times the variance of one value: normal-normal, with a flat
 * prior of the centre.
 */
export interface Group {
  readonly ratio: number;
  /** Where the estimates are shrunk to, and its precision in units of 1 / variance of one value. */
  readonly centre: number;
  readonly precision: number;
  /** Share of an estimate's distance from the centre that is kept, by estimate. */
  readonly kept: readonly number[];
  /** Weighted squares about the centre, in units of the variance of one value. */
  readonly squares: number;
  /** Logarithm of the part of the marginal likelihood that does not hold the squares. */
  readonly logWeight: number;
}

/**
 * Source: Gelman et al., "Bayesian data analysis", 3rd edition 2013, section 5.4, with the variance of one value as the unit.
 *
 * @param estimates each the mean of `counts` values
 */
export function group(estimates: readonly number[], counts: readonly number[], ratio: number): Group {
  const weights = counts.map((count) => 1 / (ratio + 1 / count));
  const precision = weights.reduce((sum, weight) => sum + weight, 0);
  const centre = estimates.reduce((sum, estimate, i) => sum + weights[i] * estimate, 0) / precision;
  const squares = estimates.reduce((sum, estimate, i) => sum + weights[i] * (estimate - centre) ** 2, 0);
  const logWeight = 0.5 * (weights.reduce((sum, weight) => sum + Math.log(weight), 0) - Math.log(precision));
  return { ratio, centre, precision, kept: weights.map((weight) => ratio * weight), squares, logWeight };
}
