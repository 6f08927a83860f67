import { LOG_END_BYTES, type Piece, pieceOf } from "../../logEnd.ts";

/** The last 64 KiB of what a trainer prints. */
export class Tail {
  /** At most twice what is kept, so that it is moved only now and then. */
  #bytes = Buffer.alloc(FIRST_BYTES);
  #used = 0;
  /** Of the first byte here, in all that was printed. */
  #start = 0;

  write(bytes: Buffer): void {
    const kept = bytes.subarray(-LOG_END_BYTES);
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
    const kept = this.#bytes.subarray(Math.max(0, this.#used - LOG_END_BYTES), this.#used);
    const size = Math.min(2 * LOG_END_BYTES, 2 * (kept.length + wanted));
    const bytes = Buffer.alloc(size);
    kept.copy(bytes);
    this.#start += this.#used - kept.length;
    this.#used = kept.length;
    this.#bytes = bytes;
  }
}

const FIRST_BYTES = 4 * 1024;
