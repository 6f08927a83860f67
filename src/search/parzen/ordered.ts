import { normalCdf } from "../chance/normalCdf.ts";
import type { DiscreteAxis } from "../space/axis.ts";
import { countObserved, type Kernels } from "./kernels.ts";

/** Kernels over the cells of an axis with few levels in an order: the masses of a normal distribution around the middle of the observed cell. */
export function orderedKernels(axis: DiscreteAxis, centres: Float64Array): Kernels {
  const { levels } = axis;
  const table = massTable(axis, deviationFor(countObserved(centres)));
  const logs = table.map(Math.log);
  // Where the row of each observation begins.
  const rows = new Int32Array(centres.length);
  for (let index = 0; index < rows.length; index++) {
    rows[index] = levels * (Number.isNaN(centres[index]) ? levels : axis.levelAt(centres[index]));
  }
  return {
    draw(index, random) {
      let rest = random.next();
      let level = 0;
      while (level < levels - 1 && rest >= table[rows[index] + level]) rest -= table[rows[index] + level++];
      return (axis.edge(level) + axis.edge(level + 1)) / 2;
    },
    addLogDensities(u, sums) {
      const level = axis.levelAt(u);
      for (let index = 0; index < rows.length; index++) sums[index] += logs[rows[index] + level];
    },
  };
}

// As in Optuna's multivariate sampler, for about six parameters: its width changes little with them.
function deviationFor(observations: number): number {
  return 0.2 * Math.max(1, observations) ** -0.1;
}

// Row k holds the masses of the kernel around level k, the row after the last those of the uniform kernel.
function massTable(axis: DiscreteAxis, deviation: number): number[] {
  const { levels } = axis;
  const table: number[] = [];
  for (let own = 0; own < levels; own++) {
    const centre = (axis.edge(own) + axis.edge(own + 1)) / 2;
    const below = Array.from({ length: levels + 1 }, (_, level) => normalCdf((axis.edge(level) - centre) / deviation));
    // No level is ever out of reach, whatever the rounding in the tail.
    const masses = Array.from({ length: levels }, (_, level) => Math.max(1e-6, below[level + 1] - below[level]));
    const total = masses.reduce((sum, mass) => sum + mass, 0);
    for (const mass of masses) table.push(mass / total);
  }
  for (let level = 0; level < levels; level++) table.push(axis.edge(level + 1) - axis.edge(level));
  return table;
}
