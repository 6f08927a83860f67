import { BOUNDS } from "../bounds.ts";
import { shownText } from "./shownText.ts";

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** One line of output, without its end. */
export interface Line {
  /** From 1. */
  readonly number: number;
  /** Invalid UTF-8 is replaced. Only the first bytes of a line over the limit. */
  readonly text: string;
  /** Length in bytes, also of what was cut. */
  readonly bytes: number;
  readonly cut: boolean;
  /** The last bytes of a line over the limit; else empty. */
  readonly end: string;
  /** Whether it is a state of the coming line, which has its number, that a carriage return has written over: a progress bar. */
  readonly overwritten: boolean;
}

/** Splits a stream of bytes into lines and keeps at most `limit` bytes of each and its end, so that no line can fill the memory. */
export class LineSplitter {
  readonly #limit: number;
  readonly #terminal: boolean;
  #number = 0;
  #kept: Buffer[] = [];
  #keptBytes = 0;
  #end = Buffer.alloc(0);
  #bytes = 0;
  // What comes next is written over what is kept, unless the line ends there.
  #returned = false;

  /** `terminal`: the text is written for one, on which a carriage return goes back to the beginning of the line. */
  constructor(limit: number, terminal = false) {
    this.#limit = limit;
    this.#terminal = terminal;
  }

  /** The lines that this chunk completes. */
  *push(chunk: Buffer): Generator<Line> {
    let start = 0;
    for (let end = chunk.indexOf(lineFeed); end !== -1; end = chunk.indexOf(lineFeed, start)) {
      yield* this.#write(chunk.subarray(start, end));
      yield this.#line();
      start = end + 1;
    }
    yield* this.#write(chunk.subarray(start));
  }

  /** The last line, when it has no line feed. */
  *end(): Generator<Line> {
    if (this.#bytes > 0) yield this.#line();
  }

  *#write(part: Buffer): Generator<Line> {
    if (!this.#terminal) return this.#keep(part);
    let start = 0;
    while (start < part.length) {
      const next = part.indexOf(carriageReturn, start);
      const end = next === -1 ? part.length : next;
      if (end > start) yield* this.#writeOver(part.subarray(start, end));
      if (next !== -1) this.#returned = true;
      start = end + 1;
    }
  }

  *#writeOver(part: Buffer): Generator<Line> {
    if (this.#returned && this.#bytes > 0) yield this.#state(true);
    this.#returned = false;
    this.#keep(part);
  }

  #keep(part: Buffer): void {
    const fitting = part.subarray(0, this.#limit - this.#keptBytes);
    const rest = part.subarray(fitting.length);
    this.#bytes += part.length;
    this.#keptBytes += fitting.length;
    // A copy: the chunk itself would stay in memory for the sake of its last few bytes.
    if (fitting.length > 0) this.#kept.push(Buffer.from(fitting));
    if (rest.length > 0) this.#end = Buffer.concat([this.#end, rest]).subarray(-BOUNDS.lineEndBytes);
  }

  #line(): Line {
    const line = this.#state(false);
    this.#number += 1;
    return line;
  }

  /** What is kept, which is over. */
  #state(overwritten: boolean): Line {
    const line = {
      number: this.#number + 1,
      text: shown(Buffer.concat(this.#kept)),
      bytes: this.#bytes,
      cut: this.#bytes > this.#keptBytes,
      end: shown(this.#end),
      overwritten,
    };
    this.#forget();
    return line;
  }

  #forget(): void {
    this.#kept = [];
    this.#keptBytes = 0;
    this.#end = Buffer.alloc(0);
    this.#bytes = 0;
    this.#returned = false;
  }
}

function shown(bytes: Buffer): string {
  return shownText(bytes.toString("utf8").replace(/\r$/, ""));
}
