import type { Counts } from "./counts.ts";
import { zeros } from "./zeros.ts";

/**
 * The samples that were taken for another class: x[i][j] of true class i predicted as j, for j ≠ i. As sums alone, so that counts by class, which do not
 * say which class was taken for which, can have them too.
 */
export interface Mistakes {
  /** By true class, all that were taken for another one. */
  readonly missed: readonly number[];
  /** By predicted class, all that were of another one. */
  readonly alarms: readonly number[];
  /** By predicted class, the sum of weights[i] · x[i][j] over the true classes i ≠ j. */
  predictedAs(weights: readonly number[]): number[];
  /** By true class, the sums of x[i][j] · weights[j]ᵏ over the predicted classes j ≠ i, for k from 1 to 3. */
  of(weights: readonly number[]): Powers;
  /** By true class, the samples that were taken for this one: x[i][predicted], 0 of the class itself. */
  takenFor(predicted: number): number[];
}

type Powers = readonly [sums: number[], squares: number[], cubes: number[]];

/** The mistakes in checked counts. */
export function mistakesOf(counts: Counts): Mistakes {
  return counts.kind === "confusion" ? counted(counts.classes, counts.cells) : apportioned(counts.fp, counts.fn);
}

function counted(classes: number, cells: readonly number[]): Mistakes {
  const missed = missedIn(classes, cells);
  const { columns, counts, ends, alarms } = gather(classes, cells, missed);
  return {
    missed,
    alarms,
    predictedAs(weights) {
      const sums = zeros(classes);
      for (let i = 0, at = 0; i < classes; i++) {
        const [end, weight] = [ends[i], weights[i]];
        for (; at < end; at++) sums[columns[at]] += weight * counts[at];
      }
      return sums;
    },
    of(weights) {
      const [sums, squares, cubes] = [zeros(classes), zeros(classes), zeros(classes)];
      for (let i = 0, at = 0; i < classes; i++) {
        const end = ends[i];
        let [sum, square, cube] = [0, 0, 0];
        for (; at < end; at++) {
          const weight = weights[columns[at]];
          const weighed = counts[at] * weight;
          sum += weighed;
          square += weighed * weight;
          cube += weighed * weight * weight;
        }
        sums[i] = sum;
        squares[i] = square;
        cubes[i] = cube;
      }
      return [sums, squares, cubes];
    },
    takenFor: (predicted) => missed.map((_, i) => (i === predicted ? 0 : cells[i * classes + predicted])),
  };
}

/** By true class, the sum of its row without the diagonal. */
function missedIn(classes: number, cells: readonly number[]): number[] {
  const missed: number[] = [];
  for (let i = 0; i < classes; i++) {
    const end = (i + 1) * classes;
    let sum = -cells[i * classes + i];
    for (let at = i * classes; at < end; at++) sum += cells[at];
    missed.push(sum);
  }
  return missed;
}

/** The cells with mistakes, row by row: predicted class and count of each, and where the cells of each true class end; with the sums of the columns. */
interface SparseRows {
  readonly columns: readonly number[];
  readonly counts: readonly number[];
  readonly ends: readonly number[];
  readonly alarms: readonly number[];
}

// Most cells of many classes are empty: what is not is gathered once, into no more places than there are mistakes.
function gather(classes: number, cells: readonly number[], missed: readonly number[]): SparseRows {
  let most = 0;
  for (const sum of missed) most += sum;
  most = Math.min(Math.ceil(most), cells.length);
  const [columns, counts, ends] = [new Array<number>(most), new Array<number>(most), new Array<number>(classes)];
  const alarms = new Array<number>(classes).fill(0);
  let filled = 0;
  for (let i = 0; i < classes; i++) {
    const row = i * classes;
    let left = missed[i];
    for (let at = row; left > 0; at++) {
      while (cells[at] === 0) at++;
      // Only of fractions, whose sums are rounded, is anything left at the end of the row.
      if (at >= row + classes) break;
      if (at === row + i) continue;
      const count = cells[at];
      columns[filled] = at - row;
      counts[filled++] = count;
      alarms[at - row] += count;
      left -= count;
    }
    ends[i] = filled;
  }
  return { columns, counts, ends, alarms };
}

/**
 * Of counts by class the margins are known, fn by row and fp by column: x[i][j] = u[i] · v[j], where a mistake does not depend on the class but for
 * being none of it (quasi-independence: Goodman, "The analysis of cross-classified data", JASA 1968; here by iterative proportional
 * fitting). Of two classes that is the confusion matrix itself.
 */
function apportioned(fp: readonly number[], fn: readonly number[]): Mistakes {
  let columns = fp.slice();
  let rows = fn.slice();
  for (let round = 0; round < ROUNDS; round++) {
    rows = spread(fn, columns);
    columns = spread(fp, rows);
  }
  const weigh = (by: readonly number[], others: readonly number[], weights: readonly number[]) => {
    const total = others.reduce((sum, other, k) => sum + other * weights[k], 0);
    return by.map((each, k) => each * (total - others[k] * weights[k]));
  };
  return {
    missed: fn,
    alarms: fp,
    predictedAs: (weights) => weigh(columns, rows, weights),
    of: (weights) => {
      const squared = weights.map((weight) => weight * weight);
      const cubed = weights.map((weight) => weight * weight * weight);
      return [weigh(rows, columns, weights), weigh(rows, columns, squared), weigh(rows, columns, cubed)];
    },
    takenFor: (predicted) => rows.map((row, i) => (i === predicted ? 0 : row * columns[predicted])),
  };
}

// Each margin by the sum of the other side without its own class. Where nothing is left over, its margin is 0 as well.
function spread(margins: readonly number[], others: readonly number[]): number[] {
  const total = others.reduce((sum, other) => sum + other, 0);
  return margins.map((margin, k) => (margin === 0 ? 0 : margin / Math.max(total - others[k], Number.MIN_VALUE)));
}

// Enough for three digits where one class has most of the mistakes, which is where it converges slowest.
const ROUNDS = 12;
