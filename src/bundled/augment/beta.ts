import type { Random } from "../random.ts";

/**
 * A draw from Beta(alpha, alpha), by Jöhnk's method (1964), in logarithms, since for a small alpha both powers are below the smallest
 * number. Made for an alpha of at most 1: above it most draws are thrown away.
 */
export function betaOf(alpha: number, random: Random): number {
  for (;;) {
    const x = Math.log(1 - random.next()) / alpha;
    const y = Math.log(1 - random.next()) / alpha;
    // Relative to the larger one, so that their sum is a number.
    const larger = Math.max(x, y);
    const sum = larger + Math.log(Math.exp(x - larger) + Math.exp(y - larger));
    if (sum <= 0) return Math.exp(x - sum);
  }
}
