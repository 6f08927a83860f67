import { SweepError } from "../../../../../error.ts";
import { alignRows, type LabelledRow } from "./alignRows.ts";

/**
 * Reads a matrix that is printed as a table, a row a line, with or without the names of the classes:
 *
 *             normal  fault       Predicted    0   1        250  30        [250, 30]        | 250 | 30 |
 *     normal     250     30       Actual                     58  12        [58, 12]         |  58 | 12 |
 *     fault       58     12       0          250  30
 *                                 1           58  12
 *
 * Without names it is complete with as many rows as columns; with names it may go on (a class that is never predicted has no column), until
 * a line that is none of its rows, or silence.
 */
export class Table {
  #heads: string[][] = [];
  #rows: LabelledRow[] = [];
  #width = 0;
  #over = false;
  // The first line with numbers was the head, and its numbers are names.
  #numberedHead = false;

  /** The rows, when this line completes them. @throws SweepError `invalid` for a table that is printed in part. */
  take(line: string): { rows: number[][]; names: string[] } | null {
    if (this.#over || isBorder(line)) return null;
    const words = split(line);
    const cells = trailingNumbers(words);
    if (this.#rows.length === 0) return this.#begin(words, cells);
    if (!this.#addRow(words, cells)) return this.#goesOn() ? null : this.finish();
    return this.#isSurelyWhole() ? this.finish() : null;
  }

  /** What there is, when it is a matrix; the table is over. */
  finish(): { rows: number[][]; names: string[] } | null {
    if (this.#over || this.#rows.length === 0) return null;
    const aligned = alignRows(this.#rows, this.#heads, this.#width);
    if (aligned !== null) this.#over = true;
    return aligned;
  }

  #begin(words: string[], cells: string[]): null {
    const label = words.slice(0, words.length - cells.length);
    const head = this.#heads.findLast((words) => words.length >= 2) ?? [];
    // A word alone in the line after the names is the name of an axis, and then the other one's stands before them.
    const axes = head !== this.#heads.at(-1) && this.#heads.at(-1)?.length === 1 ? 1 : 0;
    // Numbers as names: of the columns above, and then of the first row too.
    const columns = trailingNumbers(head).length || head.length - axes;
    const labelled = label.length === 0 && columns >= 2 && cells.length === columns + 1;
    if (cells.length >= 2 && !labelled && !isHead(words, cells, this.#heads)) {
      this.#addFirst(label.join(" "), cells);
    } else if (labelled) {
      this.#numberedHead = true;
      this.#addFirst(cells[0] ?? "", cells.slice(1));
    } else if (words.length > 0) {
      this.#heads.push(words);
      // What comes later belongs to something else.
      this.#over = this.#heads.length > MOST_HEADS;
    }
    return null;
  }

  #addFirst(label: string, cells: string[]): void {
    this.#width = cells.length;
    this.#rows.push({ label, cells: cells.map(Number) });
  }

  #addRow(words: string[], cells: string[]): boolean {
    const label = words.slice(0, words.length - this.#width);
    const [first] = this.#rows;
    // One more than in the only row so far.
    const more = this.#rows.length === 1 && cells.length === this.#width + 1 && label.length === 1;
    if (more && first !== undefined && !this.#numberedHead) {
      this.#numberedHead = true;
      this.#heads.push([...split(first.label), ...first.cells.map(String)]);
      this.#rows = [{ label: label[0] ?? "", cells: cells.slice(1).map(Number) }];
      return true;
    }
    if (cells.length < this.#width || cells.length > this.#width + 1 || label.length > MOST_LABEL_WORDS) return false;
    if (label.length > 0 !== (first?.label !== "")) return false;
    this.#rows.push({ label: label.join(" "), cells: cells.slice(-this.#width).map(Number) });
    return true;
  }

  // A line of another program may stand between two rows.
  #goesOn(): boolean {
    return this.#rows.length < this.#width;
  }

  #isSurelyWhole(): boolean {
    if (this.#rows.length < this.#width) return false;
    const names = (this.#heads.at(-1) ?? []).slice(-this.#width).join(" ");
    return this.#rows[0]?.label === "" || this.#rows.map(({ label }) => label).join(" ") === names;
  }
}

const MOST_HEADS = 4;
const MOST_LABEL_WORDS = 6;

// With a name for the axis before them, or nothing above: the numbers of a first line may be the names of columns. The next line tells.
function isHead(words: string[], cells: string[], heads: string[][]): boolean {
  return heads.length === 0 && words.length > cells.length && cells.every((cell, i) => Number(cell) === i);
}

function isBorder(line: string): boolean {
  return /^[\s\-+=|:_─━│┃┼╪╞╡├┤┌┐└┘┬┴═║╔╗╚╝╠╣╦╩╬]*$/.test(line);
}

function split(line: string): string[] {
  if (line.includes("...") || /\\\s*$/.test(line)) {
    const advice =
      'print it whole, for example with pandas.set_option("display.width", None, "display.max_columns", None)';
    throw new SweepError("invalid", `confusion: the matrix is printed in part: ${advice}`);
  }
  const bare = line.replace(/[[\](){}|│┃║;\t]|,(?=\s|$)|(?<=\d),(?=\s*\d)/g, " ").replace(/^\s*[:=-]+\s*/, "");
  return bare.split(/\s+/).filter((word) => word !== "");
}

function trailingNumbers(words: string[]): string[] {
  const last = words.findLastIndex((word) => !/^\d+(\.\d*)?(e\+?\d+)?$/i.test(word));
  return words.slice(last + 1);
}
