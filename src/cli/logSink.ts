import { constants, fstatSync, openSync, writeSync } from "node:fs";
import { clock } from "./clock.ts";

// Kept for a reader that has stopped reading, such as a pager; what is beyond it is lost and counted.
const WAITING_BYTES = 256 * 1024;
const TRY_AGAIN_MS = 100;

/**
 * Where pino writes its lines: never throws and never waits, whatever becomes of the disk, the terminal or the reader behind it. What cannot be
 * written is lost; before the next line that can be there is one that says how many were lost, and why.
 */
export class LogSink {
  readonly #fd: number;
  #waiting: Buffer = nothing;
  /** Lines among those that wait, without the one that tells of lost ones. */
  #lines = 0;
  #lost = 0;
  #why = "";
  #cancel: (() => void) | null = null;

  constructor(fd: number) {
    this.#fd = unblocked(fd);
    // Without a disk or a reader in the way every line is out by then.
    process.on("exit", () => this.#flush());
  }

  write(line: string): void {
    if (this.#waiting.length + line.length > WAITING_BYTES) return this.#lose(1, "its reader does not read");
    const told = this.#lost > 0 && this.#lines === 0 ? lostLine(this.#lost, this.#why) : "";
    this.#waiting = Buffer.concat([this.#waiting, Buffer.from(told + line)]);
    this.#lines += 1;
    this.#flush();
  }

  #flush(): void {
    try {
      while (this.#waiting.length > 0) this.#waiting = this.#waiting.subarray(writeSync(this.#fd, this.#waiting));
      if (this.#lines > 0) this.#lost = 0;
      this.#lines = 0;
    } catch (error) {
      this.#failed(error);
    }
  }

  #failed(error: unknown): void {
    if (error instanceof Error && "code" in error && error.code === "EAGAIN") {
      this.#cancel ??= clock.after(TRY_AGAIN_MS, () => {
        this.#cancel = null;
        this.#flush();
      });
      return;
    }
    this.#lose(this.#lines, error instanceof Error ? error.message : String(error));
    this.#waiting = nothing;
    this.#lines = 0;
  }

  #lose(lines: number, why: string): void {
    this.#lost += lines;
    this.#why = why;
  }
}

const nothing = Buffer.alloc(0);

function lostLine(lost: number, why: string): string {
  return `${JSON.stringify({ level: 40, lost, why, msg: "lines of this log could not be written" })}\n`;
}

// A pipe or a terminal whose reader has stopped would hold up the whole process. Opened again, for a description of its own: nobody else's writes
// change by it. A file never blocks, and would have a second position; a socket cannot be opened.
function unblocked(fd: number): number {
  try {
    const kind = fstatSync(fd);
    if (!kind.isFIFO() && !kind.isCharacterDevice()) return fd;
    return openSync(`/proc/self/fd/${fd}`, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  } catch {
    return fd;
  }
}
