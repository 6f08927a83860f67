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
        `fold ${fold} begins after results of fold ${this.#fold}: are its results further epochs, or epochs of another training? Let a trial train one fold, or say by epoch: how the script numbers its epochs`,
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
  "another process or fold counts here, or the script's epochs begin again. Say by rank: where the number of the process stands, or by epoch: where that of the epoch does";

function unlike(
  line: string,
  result: Result,
  first: { result: Result; words: string },
  word: string | null,
): SweepError {
  const ignore = word === null ? "with a pattern for it" : JSON.stringify(word.replace(/\d+$/, ""));
  const rank = /\d$/.test(word ?? "") ? ", or rank: where the number of the process stands," : "";
  return invalid(
    result.where,
    `${JSON.stringify(shorten(line))} is not like the first result, ${describe(first.result)}: it is a further epoch or none. For none say ignore: ${ignore}${rank}; for an epoch let the pattern take the line from its beginning (^.*); or say by epoch: where the number of the epoch stands`,
  );
}

function shorten(line: string): string {
  return line.length > 80 ? `${line.slice(0, 77)}...` : line;
}

function invalid(where: string, what: string): SweepError {
  return new SweepError("invalid", `report at ${where}: ${what}`);
}
