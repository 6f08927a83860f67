import { BOUNDS } from "../bounds.ts";
import type { Tail } from "../logs/tail.ts";
import type { Line } from "./lines.ts";
import { LogFile } from "./logFile.ts";

/** What one attempt's trainer says besides its reports: a file of bounded size, and the end of it in memory. */
export class TrialLog {
  readonly #file: LogFile;
  readonly #bytes: number;
  readonly #tail: Tail;
  readonly #masked: (text: string) => string;
  #left: number;

  /** Keeps the first `bytes` of what is written in the file, and its end in `tail`; `masked` takes out of a line what nobody may read. */
  constructor(path: string, bytes: number, tail: Tail, masked: (text: string) => string = (text) => text) {
    this.#bytes = bytes;
    this.#left = bytes;
    this.#tail = tail;
    this.#masked = masked;
    this.#file = new LogFile(path);
  }

  /** The last lines, for the reason of a failure. */
  get tail(): string {
    return this.#tail.read().text.slice(-BOUNDS.tailChars).trimEnd();
  }

  write(line: Line): void {
    const bytes = Buffer.from(`${this.#masked(shorten(line))}\n`);
    this.#tail.write(bytes);
    if (this.#left <= 0) return;
    this.#file.write(bytes.subarray(0, this.#left));
    this.#left -= bytes.length;
    if (this.#left <= 0) this.#file.write(Buffer.from(`\n[the log ends here: it may have ${this.#bytes} bytes]\n`));
  }

  /** A word of the agent's own. */
  note(text: string): void {
    const bytes = Buffer.from(`[macrosweep: ${text}]\n`);
    this.#tail.write(bytes);
    this.#file.write(bytes);
  }

  /** Resolves with the first error of writing, null when all is written. */
  async close(): Promise<Error | null> {
    return this.#file.close();
  }
}

function shorten({ text, bytes, cut }: Line): string {
  if (!cut && bytes <= BOUNDS.logLineBytes) return text;
  return `${text.slice(0, BOUNDS.logLineBytes)} [... a line of ${bytes} bytes]`;
}
