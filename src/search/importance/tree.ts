import { type Cells, isOrdered } from "./cells.ts";

/** What a tree learns from: a row a trial. */
export interface Sample {
  /** The cell of each parameter, -1 where it does not exist; a row a trial. */
  readonly cells: Int16Array;
  readonly values: Float64Array;
}

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
  const width = cells.axes.length;
  const longest = Math.max(...cells.widths.map(({ length }) => length));
  const sums = new Float64Array(longest);
  const counts = new Float64Array(longest);
  /** The cells of each parameter in the box of the node at hand. */
  const box = cells.widths.map(({ length }) => new Uint8Array(length).fill(1));
  const scratch = new Int32Array(rows.length);
  return grow(0, rows.length);

  function grow(from: number, to: number): Tree {
    const value = meanOf(from, to);
    const split = to - from < 2 * leastRows ? null : bestSplit(from, to);
    if (split === null) return { kind: "leaf", value };
    const { parameter, goesLeft } = insidePart(split);
    const middle = partition(parameter, goesLeft, from, to);
    const before = box[parameter];
    const side = (kept: number, a: number, b: number): Tree => {
      box[parameter] = before.map((cell, i) => (goesLeft[i] === kept ? cell : 0));
      // Of a side without trials nobody knows more than of the node.
      return a === b ? { kind: "leaf", value } : grow(a, b);
    };
    const fork: Tree = { kind: "fork", parameter, goesLeft, left: side(1, from, middle), right: side(0, middle, to) };
    box[parameter] = before;
    return fork;
  }

  function meanOf(from: number, to: number): number {
    let sum = 0;
    for (let i = from; i < to; i++) sum += sample.values[rows[i]];
    return sum / (to - from);
  }

  function bestSplit(from: number, to: number): Split | null {
    let best: Cut = { parameter: -1, gain: LEAST_GAIN, order: [], at: 0 };
    for (let parameter = 0; parameter < width; parameter++) {
      if (box[parameter].length < 2) continue;
      const { total, low, high } = fillHistogram(parameter, from, to);
      if (total >= 2 * leastRows && low < high) best = betterCut(parameter, orderOf(parameter, low, high), total, best);
      sums.fill(0, low, high + 1);
      counts.fill(0, low, high + 1);
    }
    return best.parameter < 0 ? null : { parameter: best.parameter, goesLeft: leftOf(best) };
  }

  // Of the rows that have the parameter: how many they are, and their lowest and highest cell.
  function fillHistogram(parameter: number, from: number, to: number) {
    let [total, low, high] = [0, sums.length, -1];
    for (let i = from; i < to; i++) {
      const row = rows[i];
      const cell = sample.cells[row * width + parameter];
      if (cell < 0) continue;
      sums[cell] += sample.values[row];
      counts[cell]++;
      total++;
      if (cell < low) low = cell;
      if (cell > high) high = cell;
    }
    return { total, low, high };
  }

  // The cells with rows, in an order in which a cut makes sense.
  function orderOf(parameter: number, low: number, high: number): number[] {
    const seen: number[] = [];
    for (let cell = low; cell <= high; cell++) if (counts[cell] > 0) seen.push(cell);
    if (isOrdered(cells.axes[parameter])) return seen;
    return seen.sort((a, b) => sums[a] / counts[a] - sums[b] / counts[b] || a - b);
  }

  function betterCut(parameter: number, order: readonly number[], total: number, best: Cut): Cut {
    let sum = 0;
    for (const cell of order) sum += sums[cell];
    const whole = (sum * sum) / total;
    let [below, count] = [0, 0];
    let [gain, at] = [best.gain, 0];
    for (let i = 1; i < order.length; i++) {
      below += sums[order[i - 1]];
      count += counts[order[i - 1]];
      if (count < leastRows || total - count < leastRows) continue;
      const gained = (below * below) / count + (sum - below) ** 2 / (total - count) - whole;
      if (gained > gain) [gain, at] = [gained, i];
    }
    return at === 0 ? best : { parameter, gain, order, at };
  }

  // Between two cells with rows the cut is in the middle; a category that no row has goes right.
  function leftOf({ parameter, order, at }: Cut): Uint8Array {
    const goesLeft = new Uint8Array(box[parameter].length);
    if (isOrdered(cells.axes[parameter])) return goesLeft.fill(1, 0, (order[at - 1] + order[at] + 1) >>> 1);
    for (let i = 0; i < at; i++) goesLeft[order[i]] = 1;
    return goesLeft;
  }

  function insidePart(split: Split): Split {
    for (const [ancestor, allowed] of cells.parts[split.parameter]) {
      const isInside = box[ancestor].every((cell, i) => cell <= allowed[i]);
      if (!isInside) return { parameter: ancestor, goesLeft: allowed };
    }
    return split;
  }

  // Rows that go left stand first; returns where the others begin.
  function partition(parameter: number, goesLeft: Uint8Array, from: number, to: number): number {
    let [left, right] = [from, 0];
    for (let i = from; i < to; i++) {
      const row = rows[i];
      if (goesLeft[sample.cells[row * width + parameter]] === 1) rows[left++] = row;
      else scratch[right++] = row;
    }
    rows.set(scratch.subarray(0, right), left);
    return left;
  }
}

interface Split {
  readonly parameter: number;
  readonly goesLeft: Uint8Array;
}

interface Cut {
  readonly parameter: number;
  /** Squared error that it takes away. */
  readonly gain: number;
  /** Cells, of which those before `at` go left. */
  readonly order: readonly number[];
  readonly at: number;
}

// Values are scaled to a variance of 1; what is below is rounding.
const LEAST_GAIN = 1e-9;
