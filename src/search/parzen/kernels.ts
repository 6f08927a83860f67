import type { Random } from "../chance/stream.ts";

/**
 * The one-dimensional kernels of a Parzen estimate on one axis, one an observation. Each is a distribution on [0, 1]; where the axis has
 * cells it is one over the cells. The kernel of an observation without a value (NaN: the parameter was not active) is the uniform one.
 */
export interface Kernels {
  /** A coordinate out of kernel `index`. */
  draw(index: number, random: Random): number;
  /** Adds to each of `sums`, one an observation, the log of that kernel's density (or mass, where there are cells) at `u`. */
  addLogDensities(u: number, sums: Float64Array): void;
}

/** How many observations have a value. */
export function countObserved(centres: Float64Array): number {
  let count = 0;
  for (let index = 0; index < centres.length; index++) {
    if (!Number.isNaN(centres[index])) count++;
  }
  return count;
}
