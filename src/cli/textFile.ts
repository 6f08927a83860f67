import { closeSync, openSync, readSync } from "node:fs";
import { SweepError } from "../error.ts";

/**
 * The text of a UTF-8 file of at most `maxBytes`; of a larger one no more than that is read.
 * @throws SweepError `invalid` with the path when it is larger, no UTF-8, or cannot be read.
 */
export function readTextFile(path: string, maxBytes: number): string {
  let bytes: Buffer;
  try {
    bytes = readStart(path, maxBytes + 1);
  } catch (cause) {
    throw unreadable(path, cause);
  }
  if (bytes.length > maxBytes) {
    throw new SweepError("invalid", `${path}: is larger than ${maxBytes / 1024} KiB, the most that is read`);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new SweepError("invalid", `${path}: is not UTF-8 text`, { cause });
  }
}

/** At most `limit` bytes, whatever stands behind the name: a pipe or a device has no size to ask for. */
function readStart(path: string, limit: number): Buffer {
  const file = openSync(path, "r");
  try {
    const buffer = Buffer.alloc(limit);
    let length = 0;
    for (let read = -1; read !== 0 && length < limit; length += read) {
      read = readSync(file, buffer, length, limit - length, null);
    }
    return buffer.subarray(0, length);
  } finally {
    closeSync(file);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EISDIR: "is a folder; name the document in it",
  EACCES: "may not be read (no permission)",
};

function unreadable(path: string, cause: unknown): SweepError {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  return new SweepError("invalid", `${path}: ${REASONS[code] ?? `cannot be read: ${String(cause)}`}`, { cause });
}
