import { SweepError } from "../../../../error.ts";
import { Take } from "../../../../gen/macrosweep/v1/agent.ts";
import { differingWord, leadingNumber, lineWords } from "./lineWords.ts";
import type { Read } from "./resultReader.ts";
import { describe, type Result } from "./results.ts";

/**
 * Watches over epochs that have no number and are counted by their results: a result that is not like the first one, of the test set for example or of
 * another process, could be a further epoch or none, and is refused.
 */
export class CountedResults {
  readonly #take: Take;
  #first: { readonly result: Result; readonly words: string } | null = null;
  #leading: number | null = null;
  #fold: string | null = null;

  constructor(take: Take) {
    this.#take = take;
  }

  /** Any line that counts: it may begin another fold. */
  readLine(line: string, where: string): void {
    const [, fold] = /\bfold\s*[:#=]?\s*(\d+)/i.exec(line) ?? [];
    if (fold === undefined) return;
    if (this.#fold !== null && fold !== this.#fold && this.#first !== null && this.#take !== Take.FIRST) {
      throw invalid(
        where,
        `fold ${fold} begins after results of fold ${this.#fold}: further epochs, or another training? take: first reads the first fold only; epoch: says how epochs are numbered`,
      );
    }
    this.#fold ??= fold;
  }

  /** A result in a line; `done`: all epochs are said. @throws SweepError `invalid` with both readings. */
  check({ result, start }: Read, line: string, done: boolean): void {
    const before = line.slice(0, start);
    const words = lineWords(before);
    const leading = leadingNumber(before);
    const first = this.#first;
    this.#first ??= { result, words };
    const back = leading !== null && this.#leading !== null && leading < this.#leading;
    this.#leading = leading;
    if (first === null || done) return;
    if (words !== first.words) throw unlike(line, result, first, differingWord(words, first.words));
    if (back)
      throw invalid(
        result.where,
        `${JSON.stringify(shorten(line))} begins with ${leading}, after a higher number: ${PROCESSES}`,
      );
  }
}

const PROCESSES =
  "another process or fold, or epochs that begin again. rank: says where the number of the process stands, epoch: where that of the epoch";

function unlike(
  line: string,
  result: Result,
  first: { result: Result; words: string },
  word: string | null,
): SweepError {
  // As the line has it: patterns tell capitals from small letters.
  const bare = word?.replace(/\d+$/, "") ?? "";
  const at = line.toLowerCase().indexOf(bare);
  const ignore = bare === "" ? "a pattern for it" : JSON.stringify(line.slice(at, at + bare.length));
  const rank = /\d$/.test(word ?? "") ? "; rank: names the number of a process" : "";
  return invalid(
    result.where,
    `${JSON.stringify(shorten(line))}, unlike ${describe(first.result)}, is a further epoch or none. None: ignore: ${ignore}; an epoch: a pattern from the beginning of the line (^.*)${rank}`,
  );
}

function shorten(line: string): string {
  return line.length > 60 ? `${line.slice(0, 57)}...` : line;
}

function invalid(where: string, what: string): SweepError {
  return new SweepError("invalid", `report at ${where}: ${what}`);
}
