/** The standard normal distribution function, right to 7.5e-8. Source: Abramowitz and Stegun 1964, 26.2.17. */
export function normalCdf(z: number): number {
  // Where the tail is below 1e-9, a hundredth of the error.
  if (z > 6) return 1;
  if (z < -6) return 0;
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const series = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const tail = (Math.exp(-0.5 * z * z) / ROOT_TWO_PI) * series;
  return z < 0 ? tail : 1 - tail;
}

const ROOT_TWO_PI = Math.sqrt(2 * Math.PI);
