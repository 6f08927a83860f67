import type { Readable } from "node:stream";
import { BOUNDS } from "../bounds.ts";
import { clock } from "../clock.ts";
import { type Line, LineSplitter } from "./lines.ts";

/**
 * Reads one output of a process, a line at a time: the next line waits until `onLine` is done with this one, so that a slow reader slows
 * the process down instead of filling the memory.
 */
export class Output {
  /** Resolves when the output has ended and every line was handled. Rejects with what `onLine` throws. */
  readonly done: Promise<void>;
  readonly #stream: Readable;
  readonly #onLine: (line: Line) => Promise<void> | void;
  #handling = false;
  // Since the last chunk. Looks, not milliseconds: after a pause of this process what has arrived is read before the next look.
  #silentLooks = 0;
  #processEnded = false;

  constructor(stream: Readable, onLine: (line: Line) => Promise<void> | void) {
    this.#stream = stream;
    this.#onLine = onLine;
    this.done = this.#read();
  }

  /**
   * What the process has written is still read, however long that takes. But a process that left its group can hold the pipe open for ever,
   * so the pipe is closed after a while of silence, and after more output than it can have held at the end.
   */
  processEnded(): void {
    this.#processEnded = true;
    this.#silentLooks = 0;
    const stopLooking = clock.every(BOUNDS.silence.lookMs, () => {
      this.#silentLooks += 1;
      if (!this.#handling && this.#silentLooks > BOUNDS.silence.looks) this.#stream.destroy();
    });
    this.done.then(stopLooking, stopLooking);
  }

  async #read(): Promise<void> {
    const splitter = new LineSplitter(BOUNDS.lineBytes, true);
    for await (const chunk of this.#chunks()) {
      this.#handling = true;
      for (const line of splitter.push(chunk)) {
        const handled = this.#onLine(line);
        // Most lines are log and done at once; waiting for each would take longer than they do.
        if (handled !== undefined) await handled;
      }
      this.#handling = false;
      this.#silentLooks = 0;
    }
    for (const line of splitter.end()) await this.#onLine(line);
  }

  async *#chunks(): AsyncGenerator<Buffer> {
    let leftover = 0;
    try {
      for await (const chunk of this.#stream) {
        yield chunk;
        if (this.#processEnded) leftover += chunk.length;
        if (leftover > BOUNDS.leftoverBytes) return;
      }
    } catch (error) {
      // That is us, closing the pipe.
      if (!this.#stream.destroyed) throw error;
    }
  }
}
