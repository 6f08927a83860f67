import type { Random } from "../chance/stream.ts";
import { sobolWord } from "../sobol/sequence.ts";
import type { Cells, Part } from "./cells.ts";
import type { Tree } from "./tree.ts";

/** Coordinates in [0, 1) of points spread evenly over the space, a row a point: Sobol's sequence, each dimension shifted by chance. */
export function spreadPoints(dimensions: number, count: number, random: Random): Float64Array {
  const shifts = Array.from({ length: dimensions }, () => random.integer(2 ** 32));
  return Float64Array.from({ length: count * dimensions }, (_, i) => {
    const dimension = i % dimensions;
    return ((sobolWord(Math.floor(i / dimensions), dimension) ^ shifts[dimension]) >>> 0) / 2 ** 32;
  });
}

/** The cells of points, moved into a part of the space: as evenly spread there. */
export function pointsIn(cells: Cells, part: Part, points: Float64Array): Int16Array {
  const width = cells.axes.length;
  const inside = Int16Array.from(points, (u, i) => cells.cellOf(i % width, u));
  for (const [ancestor, allowed] of part) {
    const reach = cumulated(cells.widths[ancestor], allowed);
    for (let i = ancestor; i < points.length; i += width) {
      const u = points[i] * reach[reach.length - 1];
      inside[i] = reach.findIndex((upTo) => u < upTo);
    }
  }
  return inside;
}

/** What a tree says of each point. */
export function predict(tree: Tree, points: Int16Array, width: number): Float64Array {
  const predictions = new Float64Array(points.length / width);
  for (let row = 0; row < predictions.length; row++) {
    let node = tree;
    while (node.kind === "fork") {
      node = node.goesLeft[points[row * width + node.parameter]] === 1 ? node.left : node.right;
    }
    predictions[row] = node.value;
  }
  return predictions;
}

function cumulated(widths: Float64Array, allowed: Uint8Array): Float64Array {
  let sum = 0;
  return widths.map((width, cell) => {
    sum += allowed[cell] * width;
    return sum;
  });
}
