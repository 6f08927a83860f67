import { BOUNDS } from "../bounds.ts";

/** A piece of what was printed, and where it stands in all of that, in bytes. */
export interface Piece {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** The last 64 KiB of what a trainer prints. */
export class Tail {
  /** At most twice what is kept, so that it is moved only now and then. */
  #bytes = Buffer.alloc(FIRST_BYTES);
  #used = 0;
  /** Of the first byte here, in all that was printed. */
  #start = 0;

  write(bytes: Buffer): void {
    const kept = bytes.subarray(-BOUNDS.logTailBytes);
    this.#start += bytes.length - kept.length;
    if (this.#used + kept.length > this.#bytes.length) this.#makeRoom(kept.length);
    kept.copy(this.#bytes, this.#used);
    this.#used += kept.length;
  }

  /** What follows the first `after` bytes, as far as it is kept; the last there is when it is left out, or from another log. */
  read(after?: number): Piece {
    return pieceOf(this.#bytes.subarray(0, this.#used), this.#start, after);
  }

  #makeRoom(wanted: number): void {
    const kept = this.#bytes.subarray(Math.max(0, this.#used - BOUNDS.logTailBytes), this.#used);
    const size = Math.min(2 * BOUNDS.logTailBytes, 2 * (kept.length + wanted));
    const bytes = Buffer.alloc(size);
    kept.copy(bytes);
    this.#start += this.#used - kept.length;
    this.#used = kept.length;
    this.#bytes = bytes;
  }
}

/** What to show of these bytes, the first of which is number `start` in all: at most 64 KiB, from `after` on, and no half a line at the beginning. */
export function pieceOf(bytes: Buffer, start: number, after?: number): Piece {
  const end = start + bytes.length;
  const known = after !== undefined && after <= end ? after : 0;
  const from = Math.max(known, start, end - BOUNDS.logTailBytes);
  const wanted = bytes.subarray(from - start);
  // Where something before it is left out, the rest of a line says little.
  const lineEnd = from > known ? wanted.indexOf("\n") + 1 : 0;
  return { text: wanted.subarray(lineEnd).toString("utf8"), start: from + lineEnd, end };
}

const FIRST_BYTES = 4 * 1024;
