import { SweepError } from "../../../error.ts";
import type { PrintedReports as Patterns } from "../../../gen/macrosweep/v1/agent.ts";
import type { Line } from "../lines.ts";
import { checkTrainerReport, type TrainerReport } from "../protocol.ts";
import type { Epochs } from "./epochs.ts";
import { Matrix } from "./matrix.ts";
import { optionalPattern, type Pattern } from "./pattern.ts";
import type { Heard, ReportSource, Stream } from "./source.ts";

/**
 * Reads the results that a script prints for people. In each epoch, and in its section where there is one, the first matrix counts, or the
 * first value when no matrix comes. What is printed again later changes nothing.
 */
export class PrintedReports implements ReportSource {
  readonly #epoch: Pattern | null;
  readonly #section: Pattern | null;
  readonly #value: Pattern | null;
  readonly #confusion: Pattern | null;
  readonly #classes: readonly string[];
  readonly #epochs: Epochs;
  // The script's number of the epoch whose lines come now.
  #number: number | null = null;
  // The line that began the section; empty: it has none. Null outside.
  #heading: string | null;
  #said: Said = nothingSaid();

  constructor({ epoch, section, value, confusion, classes }: Patterns, epochs: Epochs) {
    this.#epoch = optionalPattern(epoch);
    this.#section = optionalPattern(section);
    this.#value = optionalPattern(value);
    this.#confusion = optionalPattern(confusion);
    this.#classes = classes;
    this.#epochs = epochs;
    this.#heading = this.#outside();
  }

  hear(line: Line, _stream: Stream): Heard {
    return { reports: this.#read(shown(line.text), `line ${line.number}`), log: true };
  }

  async look(ended: boolean): Promise<readonly TrainerReport[]> {
    return ended ? this.#rest("the last line") : [];
  }

  missed(): string {
    const within = [this.#value, this.#confusion].map((pattern) => pattern?.missed ?? null);
    const expression = [this.#epoch?.missed, this.#section?.missed, ...within].find((missed) => missed != null);
    return expression == null ? "no matrix of counts follows" : `no line where it counts has ${expression}`;
  }

  #read(line: string, where: string): readonly TrainerReport[] {
    const before = this.#beginEpoch(line, where);
    this.#enterOrLeave(line);
    if (this.#heading === null || this.#said.reported || (this.#epoch !== null && this.#number === null)) return before;
    return [...before, ...this.#readResult(line, where)];
  }

  #beginEpoch(line: string, where: string): readonly TrainerReport[] {
    const found = this.#epoch?.find(line) ?? null;
    if (found === null) return [];
    const number = Number(found.text);
    // A progress bar names its epoch in every line.
    if (number === this.#number) return [];
    const rest = this.#rest(where);
    this.#number = number;
    this.#heading = this.#outside();
    this.#said = nothingSaid();
    return rest;
  }

  #enterOrLeave(line: string): void {
    if (this.#section === null) return;
    if (this.#section.find(line) !== null) {
      this.#heading = line;
      // Without epochs that have numbers each section is one.
      if (this.#epoch === null) this.#said = nothingSaid();
    } else if (this.#heading !== null && isNext(this.#heading, line) && this.#confusion?.find(line) == null) {
      this.#heading = null;
    }
  }

  #readResult(line: string, where: string): readonly TrainerReport[] {
    const value = this.#said.value === null ? this.#value?.find(line) : null;
    if (value != null) this.#said.value = readNumber(value.text, where);
    if (this.#confusion === null) return this.#rest(where);
    const announced = this.#said.matrix?.open ? null : this.#confusion.find(line);
    if (announced !== null) this.#said.matrix = new Matrix();
    const rows = this.#said.matrix?.take(line.slice(announced?.end ?? 0)) ?? null;
    return rows === null ? [] : this.#report({ confusion: rows, ...this.#names() }, where);
  }

  /** What an epoch without a matrix leaves. */
  #rest(where: string): readonly TrainerReport[] {
    const { value, reported } = this.#said;
    return reported || value === null ? [] : this.#report({ value }, where);
  }

  #report(result: object, where: string): readonly TrainerReport[] {
    this.#said = { ...nothingSaid(), reported: this.#epoch !== null || this.#section !== null };
    const epoch = this.#epochs.take(this.#number);
    return epoch === null ? [] : [checkTrainerReport({ epoch, ...result }, `report at ${where}`)];
  }

  #names(): object {
    return this.#classes.length > 0 ? { classes: this.#classes } : {};
  }

  #outside(): string | null {
    return this.#section === null ? "" : null;
  }
}

/** What the lines of one epoch have said. */
interface Said {
  value: number | null;
  /** Announced, and not complete. */
  matrix: Matrix | null;
  reported: boolean;
}

function nothingSaid(): Said {
  return { value: null, matrix: null, reported: false };
}

/** What a person sees of a line that a progress bar has written over. */
function shown(text: string): string {
  return text.slice(text.lastIndexOf("\r") + 1);
}

// "TRAINING:" ends "VALIDATION:"; "  Confusion Matrix:" stands inside it.
function isNext(heading: string, line: string): boolean {
  return isHeading(heading) && isHeading(line) && indent(line) <= indent(heading);
}

function isHeading(line: string): boolean {
  return line.trimEnd().endsWith(":");
}

function indent(line: string): number {
  return line.length - line.trimStart().length;
}

function readNumber(text: string, where: string): number {
  const special = /^\s*([+-]?)(nan|inf)/i.exec(text);
  if (special !== null) return special[2]?.toLowerCase() === "nan" ? Number.NaN : Number(`${special[1]}Infinity`);
  // Unlike Number it takes the full stop after a number.
  const value = Number.parseFloat(text);
  if (!Number.isNaN(value)) return value;
  throw new SweepError("invalid", `report at ${where}: value: ${JSON.stringify(text)} is no number`);
}
