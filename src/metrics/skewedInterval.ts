import { Z } from "./betaInterval.ts";

/**
 * The middle 95 % of the distribution with this mean, standard deviation (above 0) and skewness: a gamma distribution, shifted and for a skewness
 * below 0 mirrored (Pearson's type III). Its quantiles by Wilson and Hilferty ("The distribution of chi-square", PNAS 17, 1931), within 0.02
 * standard deviations for a skewness in -2..2; beyond it is taken as that.
 */
export function skewedInterval(mean: number, deviation: number, skew: number): [low: number, high: number] {
  const bounded = Math.max(-MOST_SKEW, Math.min(MOST_SKEW, skew));
  return [mean + deviation * quantile(bounded, -Z), mean + deviation * quantile(bounded, Z)];
}

function quantile(skew: number, z: number): number {
  // The limit; the formula divides by the skewness.
  if (Math.abs(skew) < 1e-4) return z + (skew * (z * z - 1)) / 6;
  return (2 / skew) * (Math.max(0, 1 + (skew * z) / 6 - (skew * skew) / 36) ** 3 - 1);
}

// Of an exponential distribution. More has a row of which nobody knows anything.
const MOST_SKEW = 2;
