import { betaInterval, Z } from "./betaInterval.ts";
import type { Range } from "./formulas.ts";
import type { Measured } from "./metric.ts";
import { skewedInterval } from "./skewedInterval.ts";

/**
 * The 95 % interval of a measured value, in the metric's `range`; null without a standard error. Its ends are its own where it has them, else the
 * quantiles of the distribution with the centre, the error and the skewness of the value, and the value itself is always inside.
 * It covers the chance in which samples were drawn, not the chance in training. docs/statistics.md has how often it holds the truth.
 * Of an error without a skewness, as older journals have it, those of the beta distribution; without a centre 1.96 standard errors to both sides.
 */
export function interval(measured: Measured, range: Range): [low: number, high: number] | null {
  const { value, centre, error, skew, ends } = measured;
  if (error === null) return null;
  const [low, high] = ends ?? quantiles(value, centre, error, skew, range);
  const [lowest, highest] = range;
  return [Math.min(value, Math.max(lowest, low)), Math.max(value, Math.min(highest, high))];
}

function quantiles(
  value: number,
  centre: number | null,
  error: number,
  skew: number | null,
  [lowest, highest]: Range,
): readonly [low: number, high: number] {
  if (centre === null) return [value - Z * error, value + Z * error];
  if (skew !== null) return skewedInterval(centre, error, skew);
  const width = highest - lowest;
  const [low, high] = betaInterval((centre - lowest) / width, (error / width) ** 2);
  return [lowest + width * low, lowest + width * high];
}
