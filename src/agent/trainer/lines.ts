const lineFeed = 0x0a;

/** One line of output, without its end. */
export interface Line {
  /** From 1. */
  readonly number: number;
  /** Invalid UTF-8 is replaced. Only the first bytes of a line over the limit. */
  readonly text: string;
  /** Length in bytes, also of what was cut. */
  readonly bytes: number;
  readonly cut: boolean;
}

/** Splits a stream of bytes into lines and keeps at most `limit` bytes of each, so that no line can fill the memory. */
export class LineSplitter {
  readonly #limit: number;
  #number = 0;
  #kept: Buffer[] = [];
  #keptBytes = 0;
  #bytes = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The lines that this chunk completes. */
  *push(chunk: Buffer): Generator<Line> {
    let start = 0;
    for (let end = chunk.indexOf(lineFeed); end !== -1; end = chunk.indexOf(lineFeed, start)) {
      this.#keep(chunk.subarray(start, end));
      yield this.#line();
      start = end + 1;
    }
    this.#keep(chunk.subarray(start));
  }

  /** The last line, when it has no line feed. */
  *end(): Generator<Line> {
    if (this.#bytes > 0) yield this.#line();
  }

  #keep(part: Buffer): void {
    const fitting = part.subarray(0, this.#limit - this.#keptBytes);
    this.#bytes += part.length;
    this.#keptBytes += fitting.length;
    // A copy: the chunk itself would stay in memory for the sake of its last few bytes.
    if (fitting.length > 0) this.#kept.push(Buffer.from(fitting));
  }

  #line(): Line {
    const text = Buffer.concat(this.#kept).toString("utf8").replace(/\r$/, "");
    const line = { number: ++this.#number, text, bytes: this.#bytes, cut: this.#bytes > this.#keptBytes };
    this.#kept = [];
    this.#keptBytes = 0;
    this.#bytes = 0;
    return line;
  }
}
