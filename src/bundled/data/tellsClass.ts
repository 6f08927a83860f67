/** Sees whether a column tells the class of every row, as a label does that was written as a number, or what was measured after the fact. */
export class TellsClass {
  // The class that came with each value; null once two classes had the same, or values are many.
  #classOf: Map<number, number> | null = new Map();
  #rows = 0;

  /** @param value NaN where it is missing. */
  see(value: number, label: number): void {
    if (this.#classOf === null || Number.isNaN(value)) return;
    this.#rows++;
    const known = this.#classOf.get(value);
    if (known === undefined && this.#classOf.size < MOST_VALUES) this.#classOf.set(value, label);
    else if (known !== label) this.#classOf = null;
  }

  /** Whether it does; of few rows a value, and of nearly as many values as rows, it would be chance. */
  get tells(): boolean {
    if (this.#classOf === null) return false;
    const classes = new Set(this.#classOf.values()).size;
    const values = this.#classOf.size;
    return classes >= 2 && values <= Math.max(10, 2 * classes) && this.#rows >= ROWS_A_VALUE * values;
  }
}

// Twice the classes that a trainer takes.
const MOST_VALUES = 200;
const ROWS_A_VALUE = 5;
