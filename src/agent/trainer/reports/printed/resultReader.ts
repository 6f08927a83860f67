import { SweepError } from "../../../../error.ts";
import type { PrintedReports as Patterns } from "../../../../gen/macrosweep/v1/agent.ts";
import { AnnouncedMatrix, type NamedRows } from "./announcedMatrix.ts";
import { isNumberLike, isNumberless, NearMisses } from "./nearMiss.ts";
import { type Found, optionalPattern, type Pattern } from "./pattern.ts";
import type { Result } from "./results.ts";
import { readWholeNumber } from "./wholeNumber.ts";

/** A result, and the line that announces it. */
export interface Read {
  readonly result: Result;
  readonly line: string;
  readonly where: string;
  /** What of the line is the announcement. */
  readonly start: number;
  readonly end: number;
}

/** Finds the values and the matrices in lines that count. */
export class ResultReader {
  readonly #value: Pattern | null;
  readonly #misses: NearMisses | null;
  readonly #confusion: Pattern | null;
  readonly #classes: readonly string[];
  readonly #decimalComma: boolean;
  // Announced, and not complete.
  #matrix: (Omit<Read, "result"> & { readonly rows: AnnouncedMatrix; fresh: boolean }) | null = null;
  #near = "";

  constructor({ value, confusion, classes, decimalComma }: Patterns) {
    this.#value = optionalPattern(value);
    this.#misses = value === undefined ? null : new NearMisses(value);
    this.#confusion = optionalPattern(confusion);
    this.#classes = classes;
    this.#decimalComma = decimalComma;
  }

  get patterns(): readonly (Pattern | null)[] {
    return [this.#value, this.#confusion];
  }

  /** What stands where a value was expected; empty when nothing does. */
  get near(): string {
    return this.#near;
  }

  forgetNear(): void {
    this.#near = "";
  }

  /** Whether a result begins in the line. */
  announces(line: string): boolean {
    return this.#confusion?.find(line) != null || (this.#value !== null && this.#findValue(line) !== null);
  }

  /** The result that the line completes; a matrix before a value. */
  read(line: string, where: string): Read | null {
    return this.#readMatrix(line, where) ?? this.#readValue(line, where);
  }

  /** A table that may go on, and has not since the last call; `ended`: it does not. */
  settled(ended: boolean): Read | null {
    const matrix = this.#matrix;
    if (matrix === null) return null;
    const waits = matrix.fresh && !ended;
    matrix.fresh = false;
    if (waits) return null;
    const rows = this.#checked(matrix.where, () => matrix.rows.finish());
    // One that has begun may still be going on while the script is.
    if (rows !== null || ended) this.#matrix = null;
    return rows === null ? null : { ...matrix, result: this.#matrixResult(rows, matrix.where) };
  }

  #readValue(line: string, where: string): Read | null {
    if (this.#value === null) return null;
    const found = this.#findValue(line);
    if (found !== null) {
      const value = this.#checked(where, () => readWholeNumber(line, found, this.#decimalComma), "value: ");
      return { result: { report: { value }, where }, line, where, start: found.start, end: found.end };
    }
    return this.#readMiss(line, where);
  }

  #findValue(line: string): Found | null {
    return this.#value?.find(line) ?? null;
  }

  // NaN is a value, whatever the pattern thinks that numbers are made of.
  #readMiss(line: string, where: string): Read | null {
    const miss = this.#misses?.find(line) ?? null;
    if (miss === null || !isNumberLike(miss.word)) return null;
    if (isNumberless(miss.word)) {
      const value = /nan/i.test(miss.word) ? Number.NaN : Number(`${miss.word.startsWith("-") ? "-" : ""}Infinity`);
      return { result: { report: { value }, where }, line, where, start: line.indexOf(miss.seen), end: line.length };
    }
    this.#near ||= `${JSON.stringify(miss.seen)} (${where}), which ${this.#value?.source} does not take; for any number write ([-+0-9.eE]+)`;
    return null;
  }

  #readMatrix(line: string, where: string): Read | null {
    if (this.#confusion === null) return null;
    const announced = this.#matrix?.rows.isOpen ? null : this.#confusion.find(line);
    const before = announced === null ? null : this.settled(true);
    if (announced !== null) {
      const { start, end } = announced;
      this.#matrix = { rows: new AnnouncedMatrix(), line, where, start, end, fresh: true };
    }
    const matrix = this.#matrix;
    if (matrix === null) return null;
    matrix.fresh = true;
    const rows = this.#checked(where, () => matrix.rows.take(line, announced));
    if (rows !== null) this.#matrix = null;
    return rows === null ? before : { ...matrix, result: this.#matrixResult(rows, where) };
  }

  #matrixResult({ rows, names }: NamedRows, where: string): Result {
    const classes = this.#classes.length > 0 ? this.#classes : names;
    const reordered = names.length > 0 && this.#classes.length === names.length && !sameOrder(names, this.#classes);
    if (reordered && names.every((name) => this.#classes.includes(name))) {
      const order = `${names.join(", ")}, and the document's classes: ${this.#classes.join(", ")}`;
      throw new SweepError(
        "invalid",
        `report at ${where}: confusion: the matrix has its classes in the order ${order}`,
      );
    }
    return { report: { confusion: rows, ...(classes.length > 0 ? { classes } : {}) }, where };
  }

  #checked<T>(where: string, read: () => T, what = ""): T {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof SweepError)) throw error;
      throw new SweepError(error.code, `report at ${where}: ${what}${error.message}`, { cause: error });
    }
  }
}

function sameOrder(a: readonly string[], b: readonly string[]): boolean {
  return a.every((name, i) => name === b[i]);
}
