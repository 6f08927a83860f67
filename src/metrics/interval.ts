import type { Range } from "./formulas.ts";
import type { Measured } from "./metric.ts";

// The 97.5 % quantile of the standard normal distribution.
const QUANTILE = 1.959964;

/**
 * The 95 % interval of a measured value by the normal approximation, clipped to the metric's `range`; null without a
 * standard error. It covers the chance in which samples were drawn, not the chance in training. It is a little too narrow
 * (up to 8 % with 8 samples of the rarest class), and has no width where the counts are perfect.
 */
export function interval({ value, error }: Measured, range: Range): [low: number, high: number] | null {
  if (error === null) return null;
  const [lowest, highest] = range;
  return [Math.max(lowest, value - QUANTILE * error), Math.min(highest, value + QUANTILE * error)];
}
