import { normalCdf } from "../chance/normalCdf.ts";

/**
 * The log of the expected improvement below `best` of a normal variable, right to about 1e-6 also where the improvement itself is too small for a
 * number. Source: Ament et al., "Unexpected improvements to expected improvement for Bayesian optimization", NeurIPS 2023.
 */
export function logExpectedImprovement(mean: number, deviation: number, best: number): number {
  const z = (best - mean) / deviation;
  const density = -0.5 * z * z - LOG_ROOT_TWO_PI;
  if (z > -1) return Math.log(deviation) + Math.log(Math.exp(density) + z * normalCdf(z));
  // The tail is density / (x + 2nd / (x + 3rd ...)) with x = -z (Abramowitz and Stegun 1964, 26.2.14), of which the difference to density / x
  // is left, here without subtracting.
  let fraction = -z;
  for (let term = TERMS; term > 1; term--) fraction = -z + term / fraction;
  return Math.log(deviation) + density - Math.log1p(-z * fraction);
}

const LOG_ROOT_TWO_PI = 0.5 * Math.log(2 * Math.PI);
// At x = 1, where it converges most slowly.
const TERMS = 80;
