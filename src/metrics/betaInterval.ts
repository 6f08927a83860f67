/** The 97.5 % quantile of the standard normal distribution. */
export const Z = 1.959964;

/**
 * The middle 95 % of the beta distribution on [0, 1] with this mean (inside) and variance (at least 0). Right to 1e-9; where it is narrower than any
 * skewness would show (both shapes above 100,000) as of the normal distribution.
 */
export function betaInterval(mean: number, variance: number): [low: number, high: number] {
  const size = (mean * (1 - mean)) / variance - 1;
  // No beta distribution has more variance: half its mass is at either end.
  if (!(size > 0)) return [0, 1];
  const [a, b] = [mean * size, (1 - mean) * size];
  if (Math.min(a, b) > MOST_SHAPE) return [mean - Z * Math.sqrt(variance), mean + Z * Math.sqrt(variance)];
  return [quantile(0.025, mean, a, b), quantile(0.975, mean, a, b)];
}

const MOST_SHAPE = 100_000;

// Newton's steps on the incomplete beta function, and bisection where they leave what is known to hold the quantile.
function quantile(probability: number, start: number, a: number, b: number): number {
  let [low, high] = [0, 1];
  let x = start;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const above = incompleteBeta(x, a, b) - probability;
    if (above > 0) high = x;
    else low = x;
    const density = Math.exp((a - 1) * Math.log(x) + (b - 1) * Math.log1p(-x) - logBeta(a, b));
    const newton = x - above / density;
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    if (Math.abs(next - x) <= 1e-10 * Math.min(x, 1 - x)) return next;
    x = next;
  }
  return x;
}

// Newton's steps are few; bisection comes to 1e-30 in a hundred.
const MOST_ROUNDS = 100;

/** The share of a beta distribution below x. Source: Press et al., "Numerical recipes", 3rd edition 2007, section 6.4. */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) - logBeta(a, b));
  return x < (a + 1) / (a + b + 2) ? (front * fraction(x, a, b)) / a : 1 - (front * fraction(1 - x, b, a)) / b;
}

// The continued fraction, by Lentz's method.
function fraction(x: number, a: number, b: number): number {
  const guard = (value: number) => (Math.abs(value) < TINY ? TINY : value);
  let c = 1;
  let d = 1 / guard(1 - ((a + b) * x) / (a + 1));
  let result = d;
  for (let m = 1; m <= MOST_TERMS; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / guard(1 + even * d);
    c = guard(1 + even / c);
    result *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / guard(1 + odd * d);
    c = guard(1 + odd / c);
    const last = d * c;
    result *= last;
    if (Math.abs(last - 1) < 1e-14) break;
  }
  return result;
}

const TINY = 1e-300;
const MOST_TERMS = 10_000;

function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}

// Stirling's series from 8 on, below by the recurrence; right to 1e-13.
function logGamma(x: number): number {
  let shift = 1;
  let at = x;
  for (; at < 8; at++) shift *= at;
  const inverse = 1 / (at * at);
  const series = (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse * (1 / 1680 - inverse / 1188)))) / at;
  return (at - 0.5) * Math.log(at) - at + 0.5 * Math.log(2 * Math.PI) + series - Math.log(shift);
}
