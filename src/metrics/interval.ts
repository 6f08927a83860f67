import { betaInterval, Z } from "./betaInterval.ts";
import type { Range } from "./formulas.ts";
import type { Measured } from "./metric.ts";

/**
 * The 95 % interval of a measured value, in the metric's `range`; null without a standard error. Its ends are the quantiles of the beta distribution
 * with the centre and the error of the value, so that it leans away from the end of the range, and the value itself is always inside.
 * It covers the chance in which samples were drawn, not the chance in training. docs/statistics.md has how often it holds the truth.
 * Of an error without a centre, as older journals have it, 1.96 standard errors to both sides.
 */
export function interval(
  { value, centre, error }: Measured,
  [lowest, highest]: Range,
): [low: number, high: number] | null {
  if (error === null) return null;
  if (centre === null) return [Math.max(lowest, value - Z * error), Math.min(highest, value + Z * error)];
  const width = highest - lowest;
  const [low, high] = betaInterval((centre - lowest) / width, (error / width) ** 2);
  return [Math.min(value, lowest + width * low), Math.max(value, lowest + width * high)];
}
