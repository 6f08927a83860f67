import { SweepError } from "../../../../error.ts";
import { Take } from "../../../../gen/macrosweep/v1/agent.ts";
import { headingOf, partOf, partWord, trainingOf } from "./heading.ts";
import { differingWord, leadingNumber, lineWords } from "./lineWords.ts";
import type { Read } from "./resultReader.ts";
import { describe, keyOf, type Result } from "./results.ts";
import { Twins } from "./twins.ts";

/**
 * Watches over epochs that have no number and are counted by their results: a result that is not like the first one, of the test set for example or of
 * another process, could be a further epoch or none, and is refused.
 */
export class CountedResults {
  readonly #take: Take;
  #first: First | null = null;
  #leading: number | null = null;
  #training: { readonly kind: string; readonly number: number } | null = null;
  // Since the last result, and those that stood above the line of one that is not complete.
  #headings: Headings = new Map();
  readonly #above = new Map<string, Headings>();
  readonly #twins = new Twins();

  constructor(take: Take) {
    this.#take = take;
  }

  /** Any line that counts: it may begin another fold. `announces`: whether a result begins in it. */
  readLine(line: string, where: string, announces: boolean): void {
    const heading = announces ? null : headingOf(line);
    if (heading !== null) this.#headings.set(heading, `${JSON.stringify(shorten(line.trim()))} (${where})`);
    if (announces) this.#above.set(where, this.#takeHeadings());
    this.#readTraining(line, where);
  }

  /** A result; `done`: all epochs are said. @throws SweepError `invalid` with both readings. */
  check(read: Read, done: boolean): void {
    const { result, line, where } = read;
    const headings = this.#above.get(where) ?? this.#takeHeadings();
    this.#above.delete(where);
    const first = this.#first;
    const seen = { result, headings, words: wordsOf(read), after: namedAfter(read) };
    this.#first ??= seen;
    const leading = leadingNumber(line.slice(0, read.start));
    const isBack = leading !== null && this.#leading !== null && leading < this.#leading;
    this.#leading = leading;
    const areTwins = this.#twins.add(keyOf(result));
    if (first === null || done) return;
    if (seen.words !== first.words) throw unlike(read, first, differingWord(seen.words, first.words));
    if (seen.after !== first.after) throw unlike(read, first, seen.after ?? first.after);
    const other = [...headings].find(([part]) => !first.headings.has(part));
    if (other !== undefined) throw underHeading(result, other[1]);
    if (isBack)
      throw invalid(result.where, `${quote(line)} begins with ${leading}, after a higher number: ${PROCESSES}`);
    if (areTwins) throw invalid(result.where, `every result came twice so far: two epochs each, or ${PROCESSES}`);
  }

  /** Where epochs have numbers and the last result of each counts: one of the test set behind the last of them is none. */
  checkPart(read: Read, done: boolean): void {
    const headings = this.#takeHeadings();
    const part = TESTS.has(partOf(wordsOf(read)) ?? "") ? "test" : null;
    const first = this.#first;
    this.#first ??= { result: read.result, headings, words: part ?? "", after: null };
    if (first === null || done) return;
    if (part !== null && first.words !== part) throw unlike(read, first, partWord(read.line));
    const other = [...headings].find(([heading]) => TESTS.has(heading) && !first.headings.has(heading));
    if (other !== undefined && first.words !== "test") throw underHeading(read.result, other[1]);
  }

  #readTraining(line: string, where: string): void {
    const training = trainingOf(line);
    if (training === null) return;
    this.#training ??= training;
    const { kind, number } = this.#training;
    const isOther = training.kind === kind && training.number !== number;
    if (!isOther || this.#first === null || this.#take === Take.FIRST) return;
    throw invalid(
      where,
      `${kind} ${training.number} begins after results of ${kind} ${number}: further epochs, or another training? take: first reads the first ${kind} only; epoch: says how epochs are numbered`,
    );
  }

  #takeHeadings(): Headings {
    const headings = this.#headings;
    this.#headings = new Map();
    return headings;
  }
}

/** Parts of the data by their headings, each with its line. */
type Headings = Map<string, string>;

interface First {
  readonly result: Result;
  readonly headings: Headings;
  readonly words: string;
  readonly after: string | null;
}

const TESTS = new Set(["test", "final"]);

function wordsOf({ line, start }: Read): string {
  return lineWords(line.slice(0, start));
}

// "0.53 (test)"; what is said of a last checkpoint is of no other result.
function namedAfter({ line, end }: Read): string | null {
  const part = partOf(line.slice(end));
  return part === "final" ? null : part;
}

const PROCESSES =
  "another process or fold, or epochs that begin again. rank: says where the number of the process stands, epoch: where that of the epoch";

function underHeading({ report, where }: Result, heading: string): SweepError {
  const value = "value" in report ? `${report.value}` : "a matrix";
  return invalid(
    where,
    `${value} stands below ${heading}, unlike the results before: a further epoch or none? section: says below which heading results count; epoch: says how epochs are numbered`,
  );
}

function unlike({ line, result }: Read, first: First, word: string | null): SweepError {
  // As the line has it: patterns tell capitals from small letters.
  const bare = word?.replace(/\d+$/, "") ?? "";
  const at = line.toLowerCase().indexOf(bare);
  const ignore = bare === "" || at === -1 ? "a pattern for it" : JSON.stringify(line.slice(at, at + bare.length));
  const rank = /\d$/.test(word ?? "") ? "; rank: names the number of a process" : "";
  return invalid(
    result.where,
    `${quote(line)}, unlike ${describe(first.result)}, is a further epoch or none. None: ignore: ${ignore}; an epoch: a pattern from the beginning of the line (^.*)${rank}`,
  );
}

function quote(line: string): string {
  return JSON.stringify(shorten(line));
}

function shorten(line: string): string {
  return line.length > 60 ? `${line.slice(0, 57)}...` : line;
}

function invalid(where: string, what: string): SweepError {
  return new SweepError("invalid", `report at ${where}: ${what}`);
}
