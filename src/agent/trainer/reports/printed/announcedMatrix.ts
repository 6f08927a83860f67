import { SweepError } from "../../../../error.ts";
import { BracketedMatrix } from "./matrix/bracketed.ts";
import { NamedCells } from "./matrix/namedCells.ts";
import { Table } from "./matrix/table.ts";
import type { Found } from "./pattern.ts";

/** A matrix of counts: `rows[i][j]` counts samples of class i taken for j. */
export interface NamedRows {
  readonly rows: readonly number[][];
  /** As they are printed beside the rows; empty where the matrix has none, or numbers only. */
  readonly names: readonly string[];
}

/** The matrix that follows an announcement, in whatever form it is printed: in brackets, as a table, or as TN, FP, FN and TP. */
export class AnnouncedMatrix {
  readonly #bracketed = new BracketedMatrix();
  readonly #cells = new NamedCells();
  readonly #table = new Table();
  // Whether a number is printed with a point.
  #hasPoints = false;
  // What a logger has written before the announcement.
  #prefix = "";

  /** Whether a bracket is open. */
  get isOpen(): boolean {
    return this.#bracketed.open;
  }

  /** The rows, when this line completes them. `announced`: what the announcement is, in the line that has it. @throws SweepError `invalid` */
  take(line: string, announced: Found | null): NamedRows | null {
    if (announced !== null) this.#prefix = line.slice(0, announced.start);
    const rest = announced === null ? withoutPrefix(line, this.#prefix) : line.slice(announced.end);
    if (PERCENTS.test(rest)) {
      const advice = "print the counts, as confusion_matrix does without normalize";
      throw new SweepError("invalid", `confusion: ${JSON.stringify(rest.trim())} has percents, not counts: ${advice}`);
    }
    this.#hasPoints ||= /\d\./.test(rest);
    if (this.isOpen || rest.includes("[[")) {
      const rows = this.#bracketed.take(rest);
      return rows === null ? null : checked({ rows, names: [] }, this.#hasPoints);
    }
    const cells = this.#cells.take(line.slice(announced?.start ?? 0));
    if (cells !== null) return { rows: cells, names: [] };
    const table = this.#cells.begun ? null : this.#table.take(rest);
    return table === null ? null : checked(table, this.#hasPoints);
  }

  /** The rows of a table that does not go on; null where they are no matrix. */
  finish(): NamedRows | null {
    const table = this.#table.finish();
    return table === null ? null : checked(table, this.#hasPoints);
  }
}

// A row of nothing but them, with or without its name: in any other line they may be of anything.
const PERCENTS = /^[\s[(|]*([\p{L}][\p{L}\d _.-]*[\s:|[(]+)?(\d+(\.\d*)?\s*%[\s,;|\])]*){2,}$/u;

/** A logger begins each line alike: time, level and name, with other digits. */
function withoutPrefix(line: string, prefix: string): string {
  const isAlike = prefix.trim() !== "" && shapeOf(line.slice(0, prefix.length)) === shapeOf(prefix);
  return isAlike ? line.slice(prefix.length) : line;
}

function shapeOf(text: string): string {
  return text.replace(/\d/g, "0");
}

// Shares of the rows look like counts to everybody but the statistics.
function checked(matrix: NamedRows, hasPoints: boolean): NamedRows {
  const cells = matrix.rows.flat();
  const areWhole = cells.every((cell) => Number.isInteger(cell));
  const isPart = !areWhole && (cells.every((cell) => cell >= 0 && cell <= 1) || addUpTo(matrix.rows, 100));
  if (isPart || (hasPoints && addUpTo(matrix.rows, 1))) {
    const row = matrix.rows[0]?.join(" ") ?? "";
    throw new SweepError(
      "invalid",
      `confusion: the matrix has shares, not counts (its first row is ${row}): print the counts, as confusion_matrix does without normalize`,
    );
  }
  return matrix;
}

// Shares of 0 and 1 alone are whole numbers, and are printed with a point. The row of a class without samples is 0.
function addUpTo(rows: readonly (readonly number[])[], whole: number): boolean {
  const sums = rows.map((row) => row.reduce((sum, cell) => sum + cell, 0)).filter((sum) => sum !== 0);
  return sums.length > 1 && sums.every((sum) => Math.abs(sum - whole) <= whole / 200);
}
