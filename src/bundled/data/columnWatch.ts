/** What is seen of a column of numbers while it is read: whether it looks like no feature at all. */
export class ColumnWatch {
  readonly #name: string;
  #rows = 0;
  #last = Number.NaN;
  #step = Number.NaN;
  #whole = true;
  #even = true;
  #rises = true;
  #least = Number.POSITIVE_INFINITY;
  #most = Number.NEGATIVE_INFINITY;
  #sentinels = 0;
  #leastOther = Number.POSITIVE_INFINITY;

  constructor(name: string) {
    this.#name = name;
  }

  /** @param value NaN where it is missing. */
  see(value: number): void {
    if (Number.isNaN(value)) return;
    this.#rows++;
    if (value < this.#least) this.#least = value;
    if (value > this.#most) this.#most = value;
    if (value < -98 && SENTINELS.has(value)) this.#sentinels++;
    else if (value < this.#leastOther) this.#leastOther = value;
    if (this.#rises) {
      if (this.#rows > 1 && !(value > this.#last)) this.#rises = false;
      if (this.#rows > 2 && value - this.#last !== this.#step) this.#even = false;
      this.#step = value - this.#last;
      this.#last = value;
    }
    if (this.#whole && !Number.isInteger(value)) this.#whole = false;
  }

  /** Lines for people; `written`: the column's name as a document has it. */
  remarks(written: string): string[] {
    if (this.#rows < FEW) return [];
    if (this.#least === this.#most) return [`column ${this.#name} is ${this.#least} in every row: it tells nothing`];
    const way = `drop: [${written}] leaves it out`;
    if (this.#rises && this.#even && this.#whole)
      return [`column ${this.#name} counts the rows, as an index does: ${way}`];
    if (this.#rises && this.#whole)
      return [`column ${this.#name} rises from row to row, as an ID or a time does: ${way}`];
    if (this.#whole && NAMED_ID.test(this.#name))
      return [`column ${this.#name} is named like an ID and is a feature: ${way}`];
    // A sensor that says -999 for "nothing", far below all that it measures.
    if (this.#sentinels > 0 && this.#leastOther > SENTINEL_GAP * this.#least && this.#leastOther >= -98) {
      return [
        `column ${this.#name} is ${this.#least} at times, far below its other values: if that means missing, leave the field empty`,
      ];
    }
    return [];
  }
}

// Of fewer rows nothing can be said.
const FEW = 10;
const SENTINELS = new Set([-99, -999, -9999, -99999, -999999]);
const SENTINEL_GAP = 0.5;
const NAMED_ID = /(^|[^a-zA-Z])(id|ID|Id|idx|index|uuid|no|nr|row|rownum|unnamed: \d+)$|[a-z](Id|ID|Idx|Index)$/;
