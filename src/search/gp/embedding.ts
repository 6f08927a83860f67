import type { Axis, DiscreteAxis } from "../space/axis.ts";

/**
 * Puts the configurations of a conditional space into a space where the plain distance is the right one, so that every kernel that is
 * positive definite there is so here.
 *
 * A parameter in an order takes one coordinate, its own in [0, 1]. Categories take a corner each, so that any two are at distance 1.
 * Where a parameter is not active it stands at one place beside all of its values, 0.5 to 0.71 away from them: two configurations without it
 * agree in it, and the one with it is told from the one without, but not more than from one with another value.
 */
export interface Embedding {
  readonly width: number;
  /** How many parameters the coordinates belong to. */
  readonly parameters: number;
  /** The parameter of each of the `width` coordinates. */
  readonly parameterOf: Int32Array;
  /** Writes `width` coordinates from `rows[at]` on, of the configuration whose coordinates in [0, 1] (NaN: not active) start at `points[from]`. */
  embed(points: Float64Array, from: number, rows: Float64Array, at: number): void;
}

export function embeddingOf(axes: readonly Axis[]): Embedding {
  const parameterOf = Int32Array.from(axes.flatMap((axis, parameter) => new Array(widthOf(axis)).fill(parameter)));
  return {
    width: parameterOf.length,
    parameters: axes.length,
    parameterOf,
    embed(points, from, rows, at) {
      let next = at;
      for (let index = 0; index < axes.length; index++) {
        const axis = axes[index];
        const u = points[from + index];
        if (isCategorical(axis)) next = writeCategory(axis, u, rows, next);
        else next = writeOrdered(isConditional(axis), u, rows, next);
      }
    },
  };
}

function widthOf(axis: Axis): number {
  if (isCategorical(axis)) return axis.levels;
  return isConditional(axis) ? 2 : 1;
}

function isCategorical(axis: Axis): axis is DiscreteAxis {
  return axis.kind === "discrete" && !axis.ordered;
}

function isConditional(axis: Axis): boolean {
  return Object.keys(axis.parameter.when).length > 0;
}

// Where it is not active it is at the origin, as far from every corner as the corners are from the origin.
function writeCategory(axis: DiscreteAxis, u: number, rows: Float64Array, at: number): number {
  rows.fill(0, at, at + axis.levels);
  if (!Number.isNaN(u)) rows[at + axis.levelAt(u)] = Math.SQRT1_2;
  return at + axis.levels;
}

function writeOrdered(conditional: boolean, u: number, rows: Float64Array, at: number): number {
  const isActive = !Number.isNaN(u);
  rows[at] = isActive ? u - 0.5 : 0;
  if (!conditional) return at + 1;
  rows[at + 1] = isActive ? 0 : BESIDE;
  return at + 2;
}

// As far from the middle as the ends of the interval are.
const BESIDE = 0.5;
