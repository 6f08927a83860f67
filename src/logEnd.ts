import { constants } from "node:fs";
import { open } from "node:fs/promises";

/** Bytes that are shown of the end of a log: a few hundred lines. */
export const LOG_END_BYTES = 64 * 1024;

/** A piece of what was printed, and where it stands in all of that, in bytes. */
export interface Piece {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/**
 * The end of a log's file, or what follows its first `after` bytes, 64 KiB at most. Not through links: a trainer may have made one to what is not its own.
 * @throws what the system says when it cannot be read
 */
export async function readLogEnd(path: string, after: number | undefined): Promise<Piece> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const { size } = await file.stat();
    const start = Math.max(0, size - LOG_END_BYTES);
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(size - start), position: start });
    return pieceOf(buffer.subarray(0, bytesRead), start, after);
  } finally {
    await file.close();
  }
}

/** What to show of these bytes, the first of which is number `start` in all: at most 64 KiB, from `after` on, and no half a line at the beginning. */
export function pieceOf(bytes: Buffer, start: number, after?: number): Piece {
  const end = start + bytes.length;
  const known = after !== undefined && after <= end ? after : 0;
  const from = Math.max(known, start, end - LOG_END_BYTES);
  const wanted = bytes.subarray(from - start);
  // Where something before it is left out, the rest of a line says little.
  const lineEnd = from > known ? wanted.indexOf("\n") + 1 : 0;
  return { text: wanted.subarray(lineEnd).toString("utf8"), start: from + lineEnd, end };
}
