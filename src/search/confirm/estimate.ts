/** A value and the interval that holds the truth in 95 of 100 cases. */
export interface Estimate {
  readonly value: number;
  readonly interval: readonly [low: number, high: number];
}

/** Mean and middle 95 % of draws. */
export function estimate(draws: Float64Array): Estimate {
  const sorted = draws.slice().sort();
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))];
  return { value: sorted.reduce((sum, each) => sum + each, 0) / sorted.length, interval: [at(0.025), at(0.975)] };
}

/** The share of draws in which `a` is above `b`; equals count half. */
export function chanceAbove(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, draw) => sum + (value > b[draw] ? 1 : value === b[draw] ? 0.5 : 0), 0) / a.length;
}
