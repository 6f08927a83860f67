import { type Cells, isOrdered, type Sample } from "./cells.ts";
import { type Cut, CutSearch } from "./cut.ts";

/** A regression tree: a number for each point of the space. */
export type Tree = Leaf | Fork;

interface Leaf {
  readonly kind: "leaf";
  readonly value: number;
}

interface Fork {
  readonly kind: "fork";
  readonly parameter: number;
  /** 1 for the cells of the parameter that go left. */
  readonly goesLeft: Uint8Array;
  readonly left: Tree;
  readonly right: Tree;
}

/**
 * Grows a tree on rows of a sample; a row may stand there several times.
 *
 * Each fork is the one that leaves the least squared error (CART, Breiman et al. 1984; categories in the order of their means, which finds the best of
 * all their sets). A parameter that does not exist everywhere competes with what its fork would gain where it does exist; where it wins, the tree
 * is first cut along the parent, so that no fork ever asks for a value that does not exist.
 *
 * @param leastRows of a leaf
 */
export function growTree(cells: Cells, sample: Sample, rows: Int32Array, leastRows: number): Tree {
  const cuts = new CutSearch(cells, sample, leastRows);
  /** The cells of each parameter in the box of the node at hand. */
  const box = cells.widths.map(({ length }) => new Uint8Array(length).fill(1));
  return grow(rows);

  function grow(own: Int32Array): Tree {
    const value = meanOf(sample.values, own);
    const cut = own.length < 2 * leastRows ? null : cuts.best(own);
    if (cut === null) return { kind: "leaf", value };
    const split = insidePart(cells, box, { parameter: cut.parameter, goesLeft: leftOf(cells, cut) });
    const { parameter, goesLeft } = split;
    const middle = partition(own, sample.cells, cells.axes.length, split);
    const before = box[parameter];
    const side = (kept: number, those: Int32Array): Tree => {
      box[parameter] = before.map((cell, i) => (goesLeft[i] === kept ? cell : 0));
      // Of a side without trials nobody knows more than of the node.
      return those.length === 0 ? { kind: "leaf", value } : grow(those);
    };
    const [left, right] = [side(1, own.subarray(0, middle)), side(0, own.subarray(middle))];
    box[parameter] = before;
    return { kind: "fork", parameter, goesLeft, left, right };
  }
}

type Split = Pick<Fork, "parameter" | "goesLeft">;

function meanOf(values: Float64Array, rows: Int32Array): number {
  let sum = 0;
  for (let i = 0; i < rows.length; i++) sum += values[rows[i]];
  return sum / rows.length;
}

// Between two cells with rows the cut is in the middle; a category that no row has goes right.
function leftOf({ axes, widths }: Cells, { parameter, order, at }: Cut): Uint8Array {
  const goesLeft = new Uint8Array(widths[parameter].length);
  if (isOrdered(axes[parameter])) return goesLeft.fill(1, 0, (order[at - 1] + order[at] + 1) >>> 1);
  for (let i = 0; i < at; i++) goesLeft[order[i]] = 1;
  return goesLeft;
}

/** The split itself where all of the box is in its parameter's part of the space, else the one that cuts along that. */
function insidePart({ parts }: Cells, box: readonly Uint8Array[], split: Split): Split {
  for (const [ancestor, allowed] of parts[split.parameter]) {
    const isInside = box[ancestor].every((cell, i) => cell <= allowed[i]);
    if (!isInside) return { parameter: ancestor, goesLeft: allowed };
  }
  return split;
}

// In place, each side in its order. Rows that go left stand first; returns where the others begin.
function partition(rows: Int32Array, cells: Int16Array, width: number, { parameter, goesLeft }: Split): number {
  const others = new Int32Array(rows.length);
  let [left, right] = [0, 0];
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i];
    if (goesLeft[cells[row * width + parameter]] === 1) rows[left++] = row;
    else others[right++] = row;
  }
  rows.set(others.subarray(0, right), left);
  return left;
}
