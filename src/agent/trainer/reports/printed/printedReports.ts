import { SweepError } from "../../../../error.ts";
import { type PrintedReports as Patterns, Split, Take } from "../../../../gen/macrosweep/v1/agent.ts";
import type { Line } from "../../lines.ts";
import { checkTrainerReport, type TrainerReport } from "../../protocol.ts";
import type { Epochs } from "../epochs.ts";
import type { Heard, ReportSource, Stream } from "../source.ts";
import { CountedResults } from "./countedResults.ts";
import { EpochBars } from "./epochBars.ts";
import { type Found, optionalPattern, type Pattern } from "./pattern.ts";
import { type Read, ResultReader } from "./resultReader.ts";
import { describe, keyOf, type Result, Results } from "./results.ts";
import { SectionReader } from "./section.ts";

/**
 * Reads the results that a script prints for people. In each epoch, and in its section where there is one, the matrix counts, or the value when
 * no matrix comes. What can be read in two ways is refused, with both readings and how to say which is meant; what is printed again after the
 * last epoch changes nothing.
 */
export class PrintedReports implements ReportSource {
  readonly #patterns: Patterns;
  readonly #epoch: Pattern | null;
  readonly #rank: Pattern | null;
  readonly #ignore: readonly Pattern[];
  readonly #section: SectionReader;
  readonly #results: ResultReader;
  readonly #counted: CountedResults;
  readonly #bars: EpochBars;
  readonly #epochs: Epochs;
  // The script's number of the epoch whose lines come now.
  #number: number | null = null;
  #values = new Results();
  #matrices = new Results();
  #reported = false;
  // A result before the line of any epoch.
  #early: Result | null = null;
  // Why the first epoch without a result since the last one with it has none.
  #lost = "";
  // Of the only epoch that is asked for, where epochs are counted.
  #held: Result | null = null;
  // What was reported for an epoch, and how often another result came for it later.
  readonly #said = new Map<number | null, string>();
  #again = 0;

  constructor(patterns: Patterns, epochs: Epochs) {
    this.#patterns = patterns;
    this.#epoch = optionalPattern(patterns.epoch);
    this.#rank = optionalPattern(patterns.rank);
    this.#ignore = patterns.ignore.flatMap((pattern) => optionalPattern(pattern) ?? []);
    this.#section = new SectionReader(optionalPattern(patterns.section));
    this.#results = new ResultReader(patterns);
    this.#counted = new CountedResults(patterns.take);
    this.#bars = new EpochBars(this.#epoch, (text) => this.#results.announces(text));
    this.#epochs = epochs;
  }

  hear(line: Line, stream: Stream): Heard {
    const text = line.text + line.end;
    const where = `line ${line.number}${stream === "stderr" ? " of stderr" : ""}`;
    if (this.#isSilent(text)) return { reports: [], log: true };
    const before = this.#bars.before(text, where, line.overwritten);
    const reports = before === null ? [] : this.#read(before.text, before.where);
    return { reports: line.overwritten ? reports : [...reports, ...this.#read(text, where)], log: true };
  }

  /** A table whose last row came before the last look is complete. */
  async look(ended: boolean): Promise<readonly TrainerReport[]> {
    const matrix = this.#results.settled(ended);
    if (matrix !== null) this.#take(matrix);
    const bar = ended ? this.#bars.last() : null;
    const left = bar === null ? [] : this.#read(bar.text, bar.where);
    const reports = matrix === null ? left : [...this.#reportNow(), ...left];
    return ended ? [...reports, ...this.#close(true)] : reports;
  }

  missed(): string {
    const patterns = [this.#epoch, this.#section.pattern, ...this.#results.patterns];
    const missed = patterns.find((pattern) => pattern?.missed != null)?.missed;
    const near = this.#results.near === "" ? "" : `; ${this.#results.near}`;
    return (missed == null ? "no matrix of counts follows" : `no line where it counts has ${missed}`) + near;
  }

  /** What stands in these lines of what is looked for, though not enough for a report; null for nothing. */
  get partly(): string | null {
    const patterns = [this.#epoch, ...this.#results.patterns].filter((pattern) => pattern !== null);
    return patterns.find((pattern) => pattern.missed === null)?.source ?? null;
  }

  /** Each result is an epoch. */
  get #isCounted(): boolean {
    return this.#epoch === null && !this.#section.exists;
  }

  #isSilent(text: string): boolean {
    if (this.#ignore.some((pattern) => pattern.find(text) !== null)) return true;
    const rank = this.#rank?.find(text)?.text;
    return rank !== undefined && Number(rank) !== 0;
  }

  #read(text: string, where: string): readonly TrainerReport[] {
    const begun = this.#epoch?.find(text) ?? null;
    const before = this.#patterns.split === Split.BEFORE;
    const closed = begun === null || before ? [] : this.#begin(epochNumber(text, begun, where), text, where);
    if (this.#section.read(text, (line) => this.#results.announces(line)) === "begins")
      closed.push(...this.#beginSection());
    if (this.#section.isOpen) this.#readResult(text, where);
    if (begun === null || !before) return [...closed, ...this.#reportNow()];
    this.#number = epochNumber(text, begun, where);
    return this.#close(false);
  }

  /** An epoch's line: what came before it belongs to the epoch before. */
  #begin(number: number, text: string, where: string): TrainerReport[] {
    // A progress bar names its epoch in every line.
    if (number === this.#number) return [];
    const reports = this.#number === null ? this.#checkEarly(text, where) : this.#close(false);
    this.#number = number;
    this.#section.close();
    return reports;
  }

  // Without epochs that have numbers each section is one.
  #beginSection(): readonly TrainerReport[] {
    return this.#epoch === null ? this.#close(false) : [];
  }

  #readResult(text: string, where: string): void {
    this.#counted.readLine(text, where, this.#isCounted && this.#results.announces(text));
    const read = this.#results.read(text, where);
    if (read === null) {
      if (this.#epoch === null && this.#results.near !== "") throw invalid(where, this.#results.near);
      return;
    }
    this.#take(read);
  }

  #take(read: Read): void {
    const { result } = read;
    if (this.#isCounted) return this.#takeCounted(read);
    if (this.#patterns.take === Take.LAST) this.#counted.checkPart(read, this.#epochs.done);
    if (this.#epoch !== null && this.#number === null && this.#patterns.split !== Split.BEFORE) this.#early ??= result;
    else ("value" in result.report ? this.#values : this.#matrices).add(result);
  }

  #takeCounted(read: Read): void {
    const isMatrix = "confusion" in read.result.report;
    if (isMatrix !== (this.#patterns.confusion !== undefined)) return this.#values.add(read.result);
    this.#counted.check(read, this.#epochs.done);
    const result = this.#holds(read.result);
    if (result !== null) (isMatrix ? this.#matrices : this.#values).add(result);
  }

  /** The only epoch of a budget is over when the script ends, or goes on: what it says next may be unlike the first result, and is then refused. */
  #holds(result: Result): Result | null {
    const { take } = this.#patterns;
    if (!this.#epochs.single || this.#epochs.done || take === Take.FIRST) return result;
    const held = this.#held;
    this.#held = held !== null && take !== Take.LAST ? null : result;
    return take === Take.LAST ? null : held;
  }

  /** What can be said without waiting for the end of the epoch. */
  #reportNow(): readonly TrainerReport[] {
    const { take, split, confusion } = this.#patterns;
    const results = confusion === undefined ? this.#values : this.#matrices;
    if (this.#reported || results.first === null) return [];
    if (this.#isCounted) return this.#close(false);
    if (split === Split.BEFORE || take === Take.LAST) return [];
    this.#reported = true;
    return this.#report(results.first);
  }

  /** The end of an epoch; `ended`: of the output. */
  #close(ended: boolean): TrainerReport[] {
    const matrix = this.#results.settled(true);
    if (matrix !== null) this.#take(matrix);
    if (ended && this.#held !== null)
      (this.#patterns.confusion === undefined ? this.#values : this.#matrices).add(this.#held);
    const results = this.#matrices.first === null ? this.#values : this.#matrices;
    this.#checkOne(results, ended);
    const picked = this.#reported ? null : results.picked(this.#patterns.take);
    if (results.first === null && !ended && this.#lost === "" && this.#number !== null) {
      this.#lost = `epoch ${this.#number} has ${this.#results.near === "" ? "no result" : this.#results.near}`;
    }
    const numbered = this.#patterns.split !== Split.BEFORE || this.#number !== null || this.#epoch === null;
    const reports = picked === null || !numbered ? [] : this.#report(picked);
    this.#values = new Results();
    this.#matrices = new Results();
    this.#reported = false;
    this.#results.forgetNear();
    if (this.#patterns.split === Split.BEFORE) this.#number = null;
    return [...reports];
  }

  // After the last epoch comes a summary. Where there is one epoch only, nobody can tell which of its results is that.
  #checkOne({ first, other }: Results, ended: boolean): void {
    if (first === null || other === null || this.#patterns.take !== Take.UNSPECIFIED) return;
    if ((ended && this.#said.size > 1) || (this.#epochs.done && this.#said.size > 1)) return;
    const epoch = this.#number === null ? "an epoch" : `epoch ${this.#number}`;
    throw invalid(
      other.where,
      `${epoch} has two results, ${describe(first)} and ${describe(other)}: which counts? take: first or last; ${WHOSE}`,
    );
  }

  // Epoch 1: 0.5, or 0.5 and then the first epoch?
  #checkEarly(text: string, where: string): TrainerReport[] {
    const early = this.#early;
    if (early === null || this.#patterns.split !== Split.UNSPECIFIED || this.#results.announces(text)) return [];
    throw invalid(
      where,
      `${describe(early)} stands before the first line of an epoch: it is of that epoch (split: before) or of none (split: after)`,
    );
  }

  #report(result: Result): readonly TrainerReport[] {
    const epoch = this.#epochs.take(this.#number, () => this.#lost);
    if (epoch === null) {
      this.#checkAgain(result);
      return [];
    }
    this.#said.set(this.#number, keyOf(result));
    this.#lost = "";
    return [checkTrainerReport({ epoch, ...result.report }, `report at ${result.where}`)];
  }

  // Once may be the summary of the best epoch; more is another fold, or another process that is behind.
  #checkAgain(result: Result): void {
    const before = this.#said.get(this.#number);
    if (this.#epoch === null || before === undefined || before === keyOf(result)) return;
    this.#again += 1;
    if (this.#again < 2 || this.#patterns.take === Take.FIRST || this.#epochs.done) return;
    throw invalid(
      result.where,
      `epoch ${this.#number} comes again with another result, ${describe(result)}: a second fold, or another process? take: first reads the first; ${WHOSE}`,
    );
  }
}

const WHOSE = "or say what tells it: a narrower pattern, section:, ignore:, or rank: where several processes print";

function epochNumber(text: string, found: Found, where: string): number {
  const [, more = ""] = /^([.]?\d)/.exec(text.slice(found.textEnd)) ?? [];
  const isPart = /^\d/.test(found.text) && (more !== "" || /\d[.]?$/.test(text.slice(0, found.textStart)));
  if (!isPart) return Number(found.text);
  const whole = /[\d.]*\d/.exec(text.slice(text.slice(0, found.textEnd).search(/[\d.]+$/)))?.[0] ?? found.text;
  throw invalid(
    where,
    `epoch: ${JSON.stringify(whole)} stands there, of which the pattern took ${JSON.stringify(found.text)} only`,
  );
}

function invalid(where: string, what: string): SweepError {
  return new SweepError("invalid", `report at ${where}: ${what}`);
}
