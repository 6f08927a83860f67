import { BOUNDS } from "../bounds.ts";
import type { Line } from "./lines.ts";
import { LogFile } from "./logFile.ts";

/** What one attempt's trainer says besides its reports: a file of bounded size, and the last lines of it in memory. */
export class TrialLog {
  readonly #file: LogFile;
  readonly #bytes: number;
  #left: number;
  #tail = "";

  /** Keeps the first `bytes` of what is written. */
  constructor(path: string, bytes: number) {
    this.#bytes = bytes;
    this.#left = bytes;
    this.#file = new LogFile(path);
  }

  /** The last lines, for the reason of a failure. */
  get tail(): string {
    return this.#tail.slice(-BOUNDS.tailChars).trimEnd();
  }

  write(line: Line): void {
    const text = shorten(line);
    this.#tail += `${text}\n`;
    // Cut now and then: cutting at every line costs more than the line.
    if (this.#tail.length > 4 * BOUNDS.tailChars) this.#tail = this.#tail.slice(-BOUNDS.tailChars);
    if (this.#left <= 0) return;
    const bytes = Buffer.from(`${text}\n`);
    this.#file.write(bytes.subarray(0, this.#left));
    this.#left -= bytes.length;
    if (this.#left <= 0) this.#file.write(Buffer.from(`\n[the log ends here: it may have ${this.#bytes} bytes]\n`));
  }

  /** A word of the agent's own. */
  note(text: string): void {
    this.#file.write(Buffer.from(`[macrosweep: ${text}]\n`));
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
