import { type Cells, isOrdered, type Sample } from "./cells.ts";

/** Divides the cells of a parameter that rows have. */
export interface Cut {
  readonly parameter: number;
  /** Squared error that it takes away. */
  readonly gain: number;
  /** Cells, of which those before `at` go left. */
  readonly order: readonly number[];
  readonly at: number;
}

// Values are scaled to a variance of 1; what is below is rounding.
const LEAST_GAIN = 1e-9;

/** Looks for the cut of some rows of a sample that leaves the least squared error, `leastRows` on either side. */
export class CutSearch {
  readonly #cells: Cells;
  readonly #sample: Sample;
  readonly #leastRows: number;
  /** Of the rows at hand, by cell of one parameter; zero in between. */
  readonly #sums: Float64Array;
  readonly #counts: Float64Array;

  constructor(cells: Cells, sample: Sample, leastRows: number) {
    const longest = Math.max(...cells.widths.map(({ length }) => length));
    this.#cells = cells;
    this.#sample = sample;
    this.#leastRows = leastRows;
    this.#sums = new Float64Array(longest);
    this.#counts = new Float64Array(longest);
  }

  /** Over the parameters that have more than one cell; null where nothing is gained. */
  best(rows: Int32Array): Cut | null {
    let best: Cut = { parameter: -1, gain: LEAST_GAIN, order: [], at: 0 };
    this.#cells.widths.forEach(({ length }, parameter) => {
      if (length < 2) return;
      const { total, low, high } = this.#fill(rows, parameter);
      if (total >= 2 * this.#leastRows && low < high) {
        best = this.#better(parameter, this.#orderOf(parameter, low, high), total, best);
      }
      this.#sums.fill(0, low, high + 1);
      this.#counts.fill(0, low, high + 1);
    });
    return best.parameter < 0 ? null : best;
  }

  // Of the rows that have the parameter: how many they are, and their lowest and highest cell.
  #fill(rows: Int32Array, parameter: number) {
    const [sums, counts, { cells, values }] = [this.#sums, this.#counts, this.#sample];
    const width = this.#cells.axes.length;
    let [total, low, high] = [0, sums.length, -1];
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i];
      const cell = cells[row * width + parameter];
      if (cell < 0) continue;
      sums[cell] += values[row];
      counts[cell]++;
      total++;
      if (cell < low) low = cell;
      if (cell > high) high = cell;
    }
    return { total, low, high };
  }

  // The cells with rows, in an order in which a cut makes sense.
  #orderOf(parameter: number, low: number, high: number): number[] {
    const [sums, counts] = [this.#sums, this.#counts];
    const seen: number[] = [];
    for (let cell = low; cell <= high; cell++) if (counts[cell] > 0) seen.push(cell);
    if (isOrdered(this.#cells.axes[parameter])) return seen;
    return seen.sort((a, b) => sums[a] / counts[a] - sums[b] / counts[b] || a - b);
  }

  #better(parameter: number, order: readonly number[], total: number, best: Cut): Cut {
    const [sums, counts, leastRows] = [this.#sums, this.#counts, this.#leastRows];
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
}
