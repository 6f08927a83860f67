import type { Random } from "../chance/stream.ts";
import { type Axis, fromUnit, toUnit } from "../space/axis.ts";
import { buildParams } from "../space/configuration.ts";
import type { Params } from "../space/parameter.ts";
import { categoricalKernels } from "./categorical.ts";
import { gaussianKernels } from "./gaussian.ts";
import type { Kernels } from "./kernels.ts";
import { orderedKernels } from "./ordered.ts";

/** A configuration with its coordinates in [0, 1], one a parameter, NaN where it is not active. */
export interface Candidate {
  readonly params: Params;
  readonly point: Float64Array;
}

/**
 * A density over the configurations of a conditional space: a mixture of one component an observation and one for the prior.
 *
 * A component draws parameter after parameter in declared order, and only those that are active given the ones before it. Where the
 * parameter was active in its observation, it draws from the kernel around the observed value; where it was not, from the uniform
 * distribution. So every component, and with it the mixture, is a proper density over the whole tree; observations on another branch say
 * nothing about parameters that they do not have, but still tell of those that the branches share. The prior is the component of an
 * observation without any value.
 */
export class Parzen {
  readonly #axes: readonly Axis[];
  readonly #weights: Float64Array;
  readonly #logWeights: Float64Array;
  readonly #kernels: readonly Kernels[];
  readonly #sums: Float64Array;

  /**
   * @param points rows of coordinates by trial number, as `History` keeps them
   * @param trials the n observations
   * @param weights n+1 weights, the prior's last, sum 1
   */
  constructor(axes: readonly Axis[], points: Float64Array, trials: readonly number[], weights: Float64Array) {
    this.#axes = axes;
    this.#weights = weights;
    this.#logWeights = weights.map(Math.log);
    this.#sums = new Float64Array(weights.length);
    const columns = new Float64Array(axes.length * weights.length).fill(Number.NaN);
    this.#kernels = axes.map((axis, index) => {
      const centres = columns.subarray(index * weights.length, (index + 1) * weights.length);
      for (let i = 0; i < trials.length; i++) centres[i] = points[trials[i] * axes.length + index];
      return kernelsOf(axis, centres);
    });
  }

  draw(random: Random): Candidate {
    const component = this.#pick(random.next());
    const point = new Float64Array(this.#axes.length).fill(Number.NaN);
    const params = buildParams(this.#axes, (index) => {
      const axis = this.#axes[index];
      const u = this.#kernels[index].draw(component, random);
      const value = fromUnit(axis, u);
      point[index] = axis.kind === "continuous" ? u : toUnit(axis, value);
      return value;
    });
    return { params, point };
  }

  /** The log of the density at a point of the space; of masses instead where parameters have cells. */
  logDensity(point: Float64Array): number {
    const sums = this.#sums;
    sums.set(this.#logWeights);
    for (let index = 0; index < point.length; index++) {
      if (!Number.isNaN(point[index])) this.#kernels[index].addLogDensities(point[index], sums);
    }
    return logSumExp(sums);
  }

  #pick(u: number): number {
    let rest = u;
    let component = 0;
    while (component < this.#weights.length - 1 && rest >= this.#weights[component]) rest -= this.#weights[component++];
    return component;
  }
}

function kernelsOf(axis: Axis, centres: Float64Array): Kernels {
  if (axis.kind === "continuous") return gaussianKernels(centres);
  if (!axis.ordered) return categoricalKernels(axis, centres);
  // Where cells are many and narrow, the density in the middle of one stands for its mass; the width would cancel in every ratio.
  return axis.levels > MANY_LEVELS ? gaussianKernels(centres) : orderedKernels(axis, centres);
}

// As narrow as the narrowest kernel.
const MANY_LEVELS = 32;

function logSumExp(logs: Float64Array): number {
  let most = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < logs.length; i++) if (logs[i] > most) most = logs[i];
  let total = 0;
  for (let i = 0; i < logs.length; i++) {
    const gap = logs[i] - most;
    // e^-40 is beyond the last digit of the sum, and most terms are that small.
    if (gap > -40) total += Math.exp(gap);
  }
  return most + Math.log(total);
}
