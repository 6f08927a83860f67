/** A curve that has been seen to its end, as a forecast from one step of it sees it. All numbers are losses. */
export interface KnownCurve {
  /** About half-way to that step; 0 for all of them where nobody has a value there. */
  readonly before: number;
  /** At that step. */
  readonly now: number;
  readonly last: number;
}

/** What a curve may come to: normal with this mean and standard deviation. */
export interface Forecast {
  readonly mean: number;
  readonly deviation: number;
}

/**
 * The last loss of a curve, from curves known to their ends. What is learned is the change from now to the last step, linear in the losses now
 * and before: so a curve that still moves gets the change of others that still moved there, and families that cross are told apart by more
 * than their place. A better value now never makes the forecast worse.
 *
 * Bayesian linear regression. The prior, worth one curve, is that all change alike; the deviation is that of the predictive t distribution
 * for a typical curve, with the variance around the line estimated from the curves (Gelman et al., "Bayesian data analysis", chapter 14).
 *
 * @param known at least 6, or there is no variance to speak of
 */
export function forecast(known: readonly KnownCurve[], own: Omit<KnownCurve, "last">): Forecast {
  // In units of the largest loss, whose square may be beyond all numbers.
  const sizes = [own, ...known].flatMap((curve) => Object.values(curve)).map(Math.abs);
  const unit = sizes.reduce((most, size) => Math.max(most, size), 0) || 1;
  const scaled = known.map(({ before, now, last }) => ({ before: before / unit, now: now / unit, last: last / unit }));
  const { mean, deviation } = forecastScaled(scaled, { before: own.before / unit, now: own.now / unit });
  return { mean: mean * unit, deviation: deviation * unit };
}

function forecastScaled(known: readonly KnownCurve[], { before, now }: Omit<KnownCurve, "last">): Forecast {
  const curves = known.map((curve) => [curve.now, curve.before, curve.last - curve.now] as const);
  const [nows, befores, changes] = ([0, 1, 2] as const).map((of) => centred(curves.map((curve) => curve[of])));
  const [slopeNow, slopeBefore] = slopes(nows.off, befores.off, changes.off);
  const strays = changes.off.map((change, i) => change - slopeNow * nows.off[i] - slopeBefore * befores.off[i]);
  const count = known.length;
  const freedom = count - COEFFICIENTS;
  // The variance of t is freedom / (freedom - 2) times its scale, and a typical curve has the leverage coefficients / count.
  const variance = (product(strays, strays) / (freedom - 2)) * (1 + COEFFICIENTS / count);
  const change = changes.mean + slopeNow * (now - nows.mean) + slopeBefore * (before - befores.mean);
  return { mean: now + change, deviation: Math.sqrt(variance) };
}

// The mean and two slopes.
const COEFFICIENTS = 3;

/** The slopes of y over x and z, all centred; that of x at least -1. */
function slopes(x: readonly number[], z: readonly number[], y: readonly number[]): [x: number, z: number] {
  // A prior around no slope, worth one curve more of the same spread.
  const prior = 1 + 1 / x.length;
  const [xx, zz] = [product(x, x) * prior, product(z, z) * prior];
  const [xz, xy, zy] = [product(x, z), product(x, y), product(z, y)];
  if (xx === 0) return [0, zz === 0 ? 0 : zy / zz];
  const determinant = xx * zz - xz * xz;
  const both = zz === 0 ? [xy / xx, 0] : [(xy * zz - zy * xz) / determinant, (zy * xx - xy * xz) / determinant];
  if (both[0] >= -1) return [both[0], both[1]];
  return [-1, zz === 0 ? 0 : (zy + xz) / zz];
}

function centred(values: readonly number[]) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, off: values.map((value) => value - mean) };
}

function product(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, each, i) => sum + each * b[i], 0);
}
