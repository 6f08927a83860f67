const NAMES = ["tn", "fp", "fn", "tp"] as const;
type Name = (typeof NAMES)[number];

/**
 * Reads the four counts of two classes by their names, on one line or several, in any order:
 *
 *     TN: 250  FP: 30  FN: 58  TP: 12        tn, fp, fn, tp = (250, 30, 58, 12)        True Negatives: 250
 */
export class NamedCells {
  readonly #cells = new Map<Name, number>();
  // Names in a row, whose numbers follow in the same order.
  #order: readonly Name[] = [];

  /** Whether one of them has been seen. */
  get begun(): boolean {
    return this.#cells.size > 0 || this.#order.length > 0;
  }

  /** The rows, true class by true class, when this line completes them. */
  take(line: string): number[][] | null {
    const row = /\b(tn|fp|fn|tp)\W+(tn|fp|fn|tp)\W+(tn|fp|fn|tp)\W+(tn|fp|fn|tp)\b/i.exec(line);
    if (row !== null) this.#order = row.slice(1).map((name) => name.toLowerCase() as Name);
    if (this.#order.length > 0) this.#readRow(row === null ? line : line.slice(row.index + row[0].length));
    else this.#readPairs(line);
    const { tn, fp, fn, tp } = Object.fromEntries(this.#cells);
    return tn === undefined || fp === undefined || fn === undefined || tp === undefined
      ? null
      : [
          [tn, fp],
          [fn, tp],
        ];
  }

  #readRow(text: string): void {
    const numbers = text.match(/\d+/g) ?? [];
    if (numbers.length !== NAMES.length) return;
    for (const [i, name] of this.#order.entries()) this.#cells.set(name, Number(numbers[i]));
  }

  #readPairs(line: string): void {
    for (const [, name = "", number] of line.matchAll(PAIR)) {
      const short = name.length === 2 ? name : name.replace(/^(t|f)\w+[\s_-]*(n|p)\w+$/i, "$1$2");
      const known = NAMES.find((one) => one === short.toLowerCase());
      if (known !== undefined) this.#cells.set(known, Number(number));
    }
  }
}

const PAIR =
  /\b(tn|fp|fn|tp|(?:true|false)[\s_-]?(?:neg(?:ative)?|pos(?:itive)?)s?)\b["')]*\s*[:=]?\s*(\d+)(?![\d.,%]*[.%]\d?)/gi;
