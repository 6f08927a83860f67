import type { Counts } from "./counts.ts";

/**
 * The samples that were taken for another class: x[i][j] of true class i predicted as j, for j ≠ i. As sums alone, so that counts by class, which do not
 * say which class was taken for which, can have them too.
 */
export interface Mistakes {
  /** By predicted class, the sum of weights[i] · x[i][j] over the true classes i ≠ j. */
  predictedAs(weights: readonly number[]): number[];
  /** By true class, the sums of x[i][j] · weights[j] and of x[i][j] · weights[j]² over the predicted classes j ≠ i. */
  of(weights: readonly number[]): readonly [sums: number[], squares: number[]];
}

/** The mistakes in checked counts. */
export function mistakesOf(counts: Counts): Mistakes {
  return counts.kind === "confusion" ? counted(counts.classes, counts.cells) : apportioned(counts.fp, counts.fn);
}

function counted(classes: number, cells: readonly number[]): Mistakes {
  return {
    predictedAs(weights) {
      const sums = new Array<number>(classes).fill(0);
      for (let i = 0, at = 0; i < classes; i++) {
        const weight = weights[i];
        for (let j = 0; j < i; j++, at++) sums[j] += weight * cells[at];
        at++;
        for (let j = i + 1; j < classes; j++, at++) sums[j] += weight * cells[at];
      }
      return sums;
    },
    of(weights) {
      const sums = new Array<number>(classes).fill(0);
      const squares = new Array<number>(classes).fill(0);
      for (let i = 0, at = 0; i < classes; i++) {
        let [sum, square] = [0, 0];
        for (let j = 0; j < classes; j++, at++) {
          const weighed = i === j ? 0 : cells[at] * weights[j];
          sum += weighed;
          square += weighed * weights[j];
        }
        sums[i] = sum;
        squares[i] = square;
      }
      return [sums, squares];
    },
  };
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
    predictedAs: (weights) => weigh(columns, rows, weights),
    of: (weights) => [
      weigh(rows, columns, weights),
      weigh(
        rows,
        columns,
        weights.map((weight) => weight * weight),
      ),
    ],
  };
}

// Each margin by the sum of the other side without its own class. Where nothing is left over, its margin is 0 as well.
function spread(margins: readonly number[], others: readonly number[]): number[] {
  const total = others.reduce((sum, other) => sum + other, 0);
  return margins.map((margin, k) => (margin === 0 ? 0 : margin / Math.max(total - others[k], Number.MIN_VALUE)));
}

// Enough for three digits where one class has most of the mistakes, which is where it converges slowest.
const ROUNDS = 12;
