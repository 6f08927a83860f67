import type { Axis, DiscreteAxis } from "../axis.ts";
import { normalCdf, ROOT_TWO_PI } from "../normal.ts";
import type { Random } from "../stream.ts";

/**
 * The one-dimensional kernels of a Parzen estimate, one an observation, all on one axis. Each is a distribution on [0, 1]; where the axis has
 * cells it is one over the cells. The kernel of an observation without a value here (NaN: the parameter was not active) is the uniform one.
 */
export interface Kernels {
  /** A coordinate out of kernel `index`. */
  draw(index: number, random: Random): number;
  /** Adds to each of `sums`, one an observation, the log of that kernel's density (or mass, where there are cells) at `u`. */
  addLogDensities(u: number, sums: Float64Array): void;
}

/** The kernels around the coordinates `centres` (NaN: none). */
export function kernelsOf(axis: Axis, centres: Float64Array): Kernels {
  if (axis.kind === "continuous") return gaussianKernels(centres);
  if (!axis.ordered) return tableKernels(axis, centres, categoricalTable(axis, centres));
  // Where cells are many and narrow, the density in the middle of one stands for its mass; the width would cancel in every ratio.
  return axis.levels > MAX_TABLE ? gaussianKernels(centres) : tableKernels(axis, centres, orderedTable(axis, centres));
}

const MAX_TABLE = 32;

// Normal distributions cut off at the ends of [0, 1]. The uniform kernel has precision 0 and height 0: density 1 everywhere, without a branch.
function gaussianKernels(observed: Float64Array): Kernels {
  const count = observed.length;
  const centres = new Float64Array(count);
  const precisions = new Float64Array(count);
  const heights = new Float64Array(count);
  const bandwidth = bandwidthsAmong(observed);
  for (let index = 0; index < count; index++) {
    const centre = observed[index];
    if (Number.isNaN(centre)) continue;
    const precision = 1 / bandwidth(centre);
    const inside = normalCdf((1 - centre) * precision) - normalCdf(-centre * precision);
    centres[index] = centre;
    precisions[index] = precision;
    heights[index] = Math.log(precision / (inside * ROOT_TWO_PI));
  }
  return {
    draw(index, random) {
      if (precisions[index] === 0) return random.next();
      // At least one draw in three lies inside: a centre does, and no deviation is above 1.
      for (;;) {
        const u = centres[index] + random.normal() / precisions[index];
        if (u >= 0 && u <= 1) return u;
      }
    },
    addLogDensities(u, sums) {
      for (let index = 0; index < count; index++) {
        const z = (u - centres[index]) * precisions[index];
        sums[index] += heights[index] - 0.5 * z * z;
      }
    },
  };
}

/**
 * The standard deviation of the kernel around a centre among others: the larger distance to a neighbour, where the ends of [0, 1] count as
 * neighbours, but at least 3 % of the interval, and more while the observations are few.
 *
 * Source: Watanabe, "Tree-structured Parzen estimator: understanding its algorithm components", 2023, section 3.3.
 */
function bandwidthsAmong(centres: Float64Array): (centre: number) => number {
  // NaN is sorted behind all numbers.
  const sorted = centres.slice().sort();
  const count = countPresent(centres);
  const least = Math.max(0.03, 1 / Math.min(100, (count + 2) ** 2));
  return (centre) => {
    const rank = firstAtLeast(sorted, count, centre);
    const below = centre - (rank > 0 ? sorted[rank - 1] : 0);
    const above = (rank + 1 < count ? sorted[rank + 1] : 1) - centre;
    // Where a centre stands more than once, its neighbour is itself.
    return above === 0 ? least : Math.max(least, below, above);
  };
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

// Row k of the table is the kernel around level k, and the row after the last is the uniform kernel.
function tableKernels(axis: DiscreteAxis, centres: Float64Array, table: readonly number[]): Kernels {
  const { levels } = axis;
  const rows = Array.from(centres, (centre) => (Number.isNaN(centre) ? levels : axis.levelAt(centre)));
  const logs = new Array<number>(levels + 1).fill(0);
  return {
    draw(index, random) {
      const row = rows[index] * levels;
      let rest = random.next();
      let level = 0;
      while (level < levels - 1 && rest >= table[row + level]) rest -= table[row + level++];
      return (axis.edge(level) + axis.edge(level + 1)) / 2;
    },
    addLogDensities(u, sums) {
      const level = axis.levelAt(u);
      for (let row = 0; row <= levels; row++) logs[row] = Math.log(table[row * levels + level]);
      for (let index = 0; index < sums.length; index++) sums[index] += logs[rows[index]];
    },
  };
}

// A share of each kernel is spread over all levels, the smaller the more observations there are (as in Optuna).
function categoricalTable({ levels }: DiscreteAxis, centres: Float64Array): number[] {
  const spread = 1 / (countPresent(centres) + 1);
  const table = new Array<number>((levels + 1) * levels).fill(spread / (1 + spread * levels));
  for (let own = 0; own < levels; own++) table[own * levels + own] = (1 + spread) / (1 + spread * levels);
  return table.fill(1 / levels, levels * levels);
}

// The masses that a normal distribution around the middle of a level's cell has in every cell.
function orderedTable(axis: DiscreteAxis, centres: Float64Array): number[] {
  const { levels } = axis;
  const deviation = 0.2 * Math.max(1, countPresent(centres)) ** -0.1;
  const table: number[] = [];
  for (let own = 0; own < levels; own++) {
    const centre = (axis.edge(own) + axis.edge(own + 1)) / 2;
    const below = (level: number) => normalCdf((axis.edge(level) - centre) / deviation);
    // No level is ever out of reach, whatever the rounding in the tail.
    const row = Array.from({ length: levels }, (_, level) => Math.max(1e-6, below(level + 1) - below(level)));
    const total = row.reduce((sum, mass) => sum + mass, 0);
    for (const mass of row) table.push(mass / total);
  }
  for (let level = 0; level < levels; level++) table.push(axis.edge(level + 1) - axis.edge(level));
  return table;
}

function countPresent(centres: Float64Array): number {
  let count = 0;
  for (let index = 0; index < centres.length; index++) {
    if (!Number.isNaN(centres[index])) count++;
  }
  return count;
}
