import { normalCdf } from "../chance/normalCdf.ts";
import type { Random } from "../chance/stream.ts";
import { type Axis, type DiscreteAxis, fromUnit, toUnit } from "../space/axis.ts";
import { buildParams } from "../space/configuration.ts";
import type { Confidence, Params, Prior } from "../space/parameter.ts";

/** What the priors of a space say about where the best configurations are: a distribution over its conditional tree. */
export interface Belief {
  /** How many coordinates a point has. */
  readonly dimensions: number;
  /** Params drawn from it, but for those that are given. */
  draw(random: Random, given?: Params): Params;
  /**
   * The log of how much likelier the belief is than random search to draw a point, 0 for equally likely.
   * @param point coordinates in [0, 1], one a parameter, NaN where it is not active; such a parameter says nothing
   */
  logDensity(point: Float64Array): number;
}

/**
 * The belief of the priors of a space; `null` when no parameter has one.
 *
 * Numbers are normal around the centre on the scale of the parameter, cut off at the ends of its range. Of a categorical, a share of the
 * mass goes to the centre and the rest evenly to all values, the centre too. Parameters are independent, as the user speaks of one at a time;
 * those without a prior are uniform.
 *
 * After PriorBand (Mallik et al., "PriorBand: practical hyperparameter optimization in the age of deep learning", 2023), whose priors
 * have this shape; the widths are our own.
 */
export function beliefOf(axes: readonly Axis[]): Belief | null {
  if (axes.every(({ parameter }) => parameter.prior === undefined)) return null;
  const marginals = axes.map(marginalOf);
  return {
    dimensions: axes.length,
    draw(random, given = {}) {
      const draw = (index: number) => fromUnit(axes[index], marginals[index].draw(random));
      return buildParams(axes, (index) => given[axes[index].parameter.name] ?? draw(index));
    },
    logDensity(point) {
      let sum = 0;
      for (let index = 0; index < marginals.length; index++) {
        if (!Number.isNaN(point[index])) sum += marginals[index].logDensity(point[index]);
      }
      return sum;
    },
  };
}

/** A distribution on [0, 1], by its density; constant within a cell where the axis has cells. */
interface Marginal {
  draw(random: Random): number;
  logDensity(u: number): number;
}

function marginalOf(axis: Axis): Marginal {
  const { prior } = axis.parameter;
  if (prior === undefined) return { draw: (random) => random.next(), logDensity: () => 0 };
  return axis.kind === "discrete" && !axis.ordered ? categoricalMarginal(axis, prior) : normalMarginal(axis, prior);
}

// As shares of the range: "medium" expects the best value in the fifth of it on either side of the centre, two times in three.
const DEVIATIONS: Readonly<Record<Confidence, number>> = { low: 0.4, medium: 0.2, high: 0.1 };
// Of the mass, for the centre alone.
const SHARES: Readonly<Record<Confidence, number>> = { low: 0.25, medium: 0.5, high: 0.75 };

function categoricalMarginal(axis: DiscreteAxis, { center, confidence }: Prior): Marginal {
  const share = SHARES[confidence];
  const level = axis.level(center);
  return {
    draw: (random) => (random.next() < share ? toUnit(axis, center) : random.next()),
    logDensity: (u) => Math.log(1 - share + (axis.levelAt(u) === level ? share * axis.levels : 0)),
  };
}

function normalMarginal(axis: Axis, { center, confidence }: Prior): Marginal {
  const middle = toUnit(axis, center);
  const deviation = DEVIATIONS[confidence];
  const massBelow = (u: number) => normalCdf((u - middle) / deviation);
  const inside = massBelow(1) - massBelow(0);
  return {
    draw(random) {
      // About one draw in two lies inside at least: the centre does, and the range is more than two deviations wide.
      for (;;) {
        const u = middle + deviation * random.normal();
        if (u >= 0 && u <= 1) return u;
      }
    },
    logDensity(u) {
      const [low, high] = cellOf(axis, u);
      // The mean over a wide cell. In a narrow one the density hardly changes, and a difference of masses would be lost in rounding.
      if (high - low > NARROW)
        return Math.log(Math.max(TINY, (massBelow(high) - massBelow(low)) / (high - low) / inside));
      return -0.5 * ((u - middle) / deviation) ** 2 - Math.log(deviation * Math.sqrt(2 * Math.PI) * inside);
    },
  };
}

const NARROW = 0.02;
// Far out the masses are 0 by rounding.
const TINY = 1e-12;

function cellOf(axis: Axis, u: number): [number, number] {
  if (axis.kind === "continuous") return [u, u];
  const level = axis.levelAt(u);
  return [axis.edge(level), axis.edge(level + 1)];
}
