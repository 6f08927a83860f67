import { closeSync, constants, ftruncateSync, openSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import type { Checkpoint, State } from "./checkpoint.ts";
import { decodeRecord, encodeRecord, type Log, recordBytes } from "./stateRecord.ts";

/** The checkpoints of a training under way. */
export interface Checkpoints extends Disposable {
  /** Where the training goes on. */
  readonly start: Checkpoint;
  /** Keeps what one more epoch has come to, and its report: one line. */
  readonly save: (report: string, state: State) => void;
}

/**
 * Opens a trial's checkpoints, which go on from the newest in the folder that is whole.
 *
 * They start from `fresh` when there is none, or when all are of something else (another version, other data or params).
 *
 * The file `checkpoints` has the last two states, of even and of odd epochs, and then the log: what is trained, and the report of every
 * epoch. A state overwrites the one before the last: whenever the process is killed, the other one is whole, and checksums tell which.
 * That takes 0.1 ms for a small network, where renaming a new file over the last one takes 0.4 to 2, because file systems then bring it to
 * the disk at once. Here the system chooses when, so a power loss costs the last half minute, or all where it tears both.
 *
 * @param of Identifies what is trained: one line.
 */
export function openCheckpoints(dir: string, of: string, fresh: Checkpoint): Checkpoints {
  const file = openSync(join(dir, "checkpoints"), constants.O_RDWR | constants.O_CREAT);
  const size = recordBytes(fresh);
  const stored = newestIn(readFileSync(file), of, fresh);
  let { epochs, log } = stored ?? { epochs: 0, log: { length: 0, sum: 0 } };
  const append = (line: string) => {
    const bytes = Buffer.from(`${line}\n`);
    writeAll(file, bytes, 2 * size + log.length);
    log = { length: log.length + bytes.length, sum: crc32(bytes, log.sum) };
  };
  if (stored === null) {
    ftruncateSync(file);
    append(of);
  }
  return {
    start: stored?.checkpoint ?? fresh,
    save: (report, state) => {
      append(report);
      epochs++;
      writeAll(file, encodeRecord({ ...state, log }), (epochs % 2) * size);
    },
    [Symbol.dispose]: () => closeSync(file),
  };
}

interface Stored {
  readonly checkpoint: Checkpoint;
  readonly epochs: number;
  readonly log: Log;
}

function newestIn(file: Buffer, of: string, like: State): Stored | null {
  const size = recordBytes(like);
  const [even, odd] = [0, 1].map((place) => storedAt(file, place * size, of, like));
  if (even === null || odd === null) return even ?? odd;
  return even.epochs > odd.epochs ? even : odd;
}

function storedAt(file: Buffer, from: number, of: string, like: State): Stored | null {
  const size = recordBytes(like);
  const record = decodeRecord(file.subarray(from, from + size), like);
  if (record === null) return null;
  const bytes = file.subarray(2 * size, 2 * size + record.log.length);
  if (crc32(bytes) !== record.log.sum) return null;
  const [first, ...reports] = bytes.toString().split("\n").slice(0, -1);
  return first === of ? { checkpoint: { ...record, reports }, epochs: reports.length, log: record.log } : null;
}

function writeAll(file: number, bytes: Uint8Array, position: number): void {
  for (let from = 0; from < bytes.length; ) {
    from += writeSync(file, bytes, from, bytes.length - from, position + from);
  }
}
