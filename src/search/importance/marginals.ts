import type { Cells, Part } from "./cells.ts";
import type { Tree } from "./tree.ts";

/**
 * For each parameter and each of its cells: the mean of a tree over all points of the part where the parameter exists that have it there. Exact: a
 * leaf is a product of sets of cells, and so is the part.
 *
 * Source: Hutter, Hoos and Leyton-Brown, "An efficient approach for assessing hyperparameter importance", ICML 2014, algorithm 1. Theirs
 * has one part for all parameters, the whole space.
 */
export function marginalsOf(cells: Cells, tree: Tree): Float64Array[] {
  const box = cells.widths.map(({ length }) => new Uint8Array(length).fill(1));
  /** The width of each parameter's cells in the box. */
  const measures = cells.widths.map(() => 1);
  const sums = cells.widths.map(({ length }) => new Float64Array(length));
  /** What goes to all cells of a parameter. */
  const everywhere = new Float64Array(sums.length);
  walk(tree, 1);
  return sums.map((marginal, parameter) => {
    const mass = massOf(cells, cells.parts[parameter]);
    return marginal.map((sum) => (sum + everywhere[parameter]) / mass);
  });

  function walk(node: Tree, volume: number): void {
    if (node.kind === "leaf") return add(node.value, volume);
    const { parameter, goesLeft } = node;
    const [before, measure] = [box[parameter], measures[parameter]];
    for (const side of [node.left, node.right]) {
      const kept = side === node.left ? 1 : 0;
      box[parameter] = before.map((cell, i) => (goesLeft[i] === kept ? cell : 0));
      measures[parameter] = measureOf(cells.widths[parameter], box[parameter]);
      if (measures[parameter] > 0) walk(side, (volume / measure) * measures[parameter]);
    }
    box[parameter] = before;
    measures[parameter] = measure;
  }

  function add(value: number, volume: number): void {
    for (let parameter = 0; parameter < sums.length; parameter++) {
      const inPart = volume * shareInside(cells.parts[parameter]);
      if (measures[parameter] === 1) {
        everywhere[parameter] += value * inPart;
        continue;
      }
      const density = (value * inPart) / measures[parameter];
      const [marginal, inside] = [sums[parameter], box[parameter]];
      for (let cell = 0; cell < inside.length; cell++) marginal[cell] += inside[cell] * density;
    }
  }

  function shareInside(part: Part): number {
    let share = 1;
    for (const [ancestor, allowed] of part) {
      share *= measureOf(cells.widths[ancestor], box[ancestor], allowed) / measures[ancestor];
    }
    return share;
  }
}

// How likely a point drawn at random is in a part.
function massOf(cells: Cells, part: Part): number {
  let mass = 1;
  for (const [ancestor, allowed] of part) mass *= measureOf(cells.widths[ancestor], allowed);
  return mass;
}

function measureOf(widths: Float64Array, inside: Uint8Array, also?: Uint8Array): number {
  let measure = 0;
  for (let cell = 0; cell < widths.length; cell++) {
    if (inside[cell] === 1 && (also === undefined || also[cell] === 1)) measure += widths[cell];
  }
  return measure;
}
