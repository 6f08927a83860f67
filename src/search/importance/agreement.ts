import type { Random } from "../chance/stream.ts";
import type { Cells, Part, Sample } from "./cells.ts";
import { marginalsOf } from "./marginals.ts";
import { pointsIn, predict, spreadPoints } from "./points.ts";
import { growTree } from "./tree.ts";

/** What two trees, grown on trials of which they share none, say alike: variances without the luck of single trials. */
export interface Agreement {
  /** Of each parameter: the covariance of the trees' means by its value, over the part where it exists. */
  readonly byParameter: readonly number[];
  /** Of each parameter: the covariance of the trees themselves over that part. */
  readonly inPart: readonly number[];
}

/** Grows two trees, each on the rows of its half; a row may stand in a half several times. */
export type Compare = (halves: readonly [Int32Array, Int32Array]) => Agreement;

/** How halves of a sample are compared. */
export function compareOn(cells: Cells, sample: Sample, random: Random): Compare {
  const width = cells.axes.length;
  const points = spreadPoints(width, POINTS, random);
  const keys = cells.parts.map(keyOf);
  const inside = new Map(keys.map((key, parameter) => [key, pointsIn(cells, cells.parts[parameter], points)]));
  return (halves) => {
    const [one, other] = halves.map((rows) => growTree(cells, sample, rows, LEAST_ROWS));
    const [ones, others] = [marginalsOf(cells, one), marginalsOf(cells, other)];
    const covariances = new Map<string, number>();
    for (const [key, at] of inside)
      covariances.set(key, covariance(predict(one, at, width), predict(other, at, width)));
    return {
      byParameter: cells.widths.map((widths, parameter) => covariance(ones[parameter], others[parameter], widths)),
      inPart: keys.map((key) => covariances.get(key) ?? 0),
    };
  };
}

/** Two halves of the trials by chance; `counts`: how often each stands in its half. */
export function splitInHalves(counts: Int32Array, random: Random): [Int32Array, Int32Array] {
  const order = Int32Array.from(counts.keys());
  for (let i = order.length - 1; i > 0; i--) {
    const other = random.integer(i + 1);
    [order[i], order[other]] = [order[other], order[i]];
  }
  const repeated = (rows: Int32Array) => Int32Array.from([...rows].flatMap((row) => new Array(counts[row]).fill(row)));
  const middle = order.length >>> 1;
  return [repeated(order.subarray(0, middle)), repeated(order.subarray(middle))];
}

function keyOf(part: Part): string {
  return [...part].map(([ancestor, allowed]) => `${ancestor}:${allowed.join("")}`).join(" ");
}

function covariance(a: Float64Array, b: Float64Array, weights?: Float64Array): number {
  let [total, meanA, meanB] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const weight = weights === undefined ? 1 : weights[i];
    total += weight;
    meanA += weight * a[i];
    meanB += weight * b[i];
  }
  meanA /= total;
  meanB /= total;
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (weights === undefined ? 1 : weights[i]) * (a[i] - meanA) * (b[i] - meanB);
  return sum / total;
}

// Sobol's points: the variance of a tree over them is within 1 % or so of that over the whole space.
const POINTS = 512;
const LEAST_ROWS = 2;
