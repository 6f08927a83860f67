import { normalCdf } from "../chance/normalCdf.ts";
import { countObserved, type Kernels } from "./kernels.ts";

/**
 * Normal distributions around `centres` (in [0, 1], NaN: none), cut off at 0 and 1.
 *
 * Their arrays are filled for every parameter at every suggestion: hence one array for all that a kernel is, and loops.
 */
export function gaussianKernels(centres: Float64Array): Kernels {
  const count = centres.length;
  // Of each kernel the centre, the precision (1 / standard deviation) and the height (log), side by side. The uniform kernel has precision
  // 0 and height 0: density 1 everywhere, without a branch.
  const shapes = new Float64Array(3 * count);
  // NaN is sorted behind all numbers.
  const sorted = centres.slice().sort();
  const observed = countObserved(centres);
  const least = leastDeviation(observed);
  for (let index = 0; index < count; index++) {
    const centre = centres[index];
    if (Number.isNaN(centre)) continue;
    const precision = 1 / Math.max(least, neighbourDistance(centre, sorted, observed));
    const inside = normalCdf((1 - centre) * precision) - normalCdf(-centre * precision);
    shapes[3 * index] = centre;
    shapes[3 * index + 1] = precision;
    shapes[3 * index + 2] = Math.log(precision / (inside * ROOT_TWO_PI));
  }
  return {
    draw(index, random) {
      const centre = shapes[3 * index];
      const precision = shapes[3 * index + 1];
      if (precision === 0) return random.next();
      // At least one draw in three lies inside: the centre does, and no deviation is above 1.
      for (;;) {
        const u = centre + random.normal() / precision;
        if (u >= 0 && u <= 1) return u;
      }
    },
    addLogDensities(u, sums) {
      for (let index = 0, at = 0; index < count; index++, at += 3) {
        const z = (u - shapes[at]) * shapes[at + 1];
        sums[index] += shapes[at + 2] - 0.5 * z * z;
      }
    },
  };
}

const ROOT_TWO_PI = Math.sqrt(2 * Math.PI);

// No kernel is narrower than 3 % of the interval, and than more while the observations are few. Source: Watanabe, "Tree-structured Parzen
// estimator: understanding its algorithm components", 2023, section 3.3; also for the deviation as the distance to a neighbour.
function leastDeviation(observed: number): number {
  return Math.max(0.03, 1 / Math.min(100, (observed + 2) ** 2));
}

// The distance to the farther one of the two neighbours; the ends of [0, 1] count as neighbours.
function neighbourDistance(centre: number, sorted: Float64Array, count: number): number {
  const rank = firstAtLeast(sorted, count, centre);
  const below = centre - (rank > 0 ? sorted[rank - 1] : 0);
  const above = (rank + 1 < count ? sorted[rank + 1] : 1) - centre;
  // Where a centre stands more than once, its neighbour is itself.
  return above === 0 ? 0 : Math.max(below, above);
}

function firstAtLeast(sorted: Float64Array, count: number, value: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
