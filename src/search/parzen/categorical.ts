import type { DiscreteAxis } from "../space/axis.ts";
import { countObserved, type Kernels } from "./kernels.ts";

/**
 * Kernels over categories: the observed one, and a share spread over all, the smaller the more observations there are.
 * With n observations and L categories the observed one has (1 + s) / (1 + s L) and each other one s / (1 + s L), s = 1 / (n + 1), as in Optuna.
 */
export function categoricalKernels(axis: DiscreteAxis, centres: Float64Array): Kernels {
  const { levels } = axis;
  const spread = 1 / (countObserved(centres) + 1);
  const other = spread / (1 + spread * levels);
  const observed = other + 1 / (1 + spread * levels);
  const [logUniform, logOther, logObserved] = [1 / levels, other, observed].map(Math.log);
  const own = new Int32Array(centres.length).fill(NONE);
  for (let index = 0; index < own.length; index++) {
    if (!Number.isNaN(centres[index])) own[index] = axis.levelAt(centres[index]);
  }
  return {
    draw(index, random) {
      // What is not spread goes to the observed category, the rest to any, that one too.
      const isSpread = own[index] === NONE || random.next() < other * levels;
      const level = isSpread ? random.integer(levels) : own[index];
      return (level + 0.5) / levels;
    },
    addLogDensities(u, sums) {
      const level = axis.levelAt(u);
      for (let index = 0; index < own.length; index++) {
        if (own[index] === level) sums[index] += logObserved;
        else sums[index] += own[index] === NONE ? logUniform : logOther;
      }
    },
  };
}

const NONE = -1;
