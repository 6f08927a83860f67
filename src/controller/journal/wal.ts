import { closeSync, existsSync, openSync, readSync } from "node:fs";

/** What of a write-ahead log SQLite takes, and what it leaves out. */
export interface Wal {
  /** Bytes up to the end of the last commit that it takes: what follows is no part of the journal for it. */
  readonly takenBytes: number;
  /**
   * Where it stops though later commits stand behind, in bytes; null when none do. A commit begins when the one before is on the disk, so no power cut leaves
   * it so.
   */
  readonly damagedAt: number | null;
}

// The format is SQLite's: https://sqlite.org/fileformat2.html#the_write_ahead_log
const HEADER = 32;
const FRAME_HEADER = 24;
/** Of every journal: SQLite's own. */
const PAGE = 4096;
const FRAME = FRAME_HEADER + PAGE;

/** What is wrong with the write-ahead log of a journal's file; null: nothing that can be told. */
export function damageOfWal(journal: string): string | null {
  const wal = `${journal}-wal`;
  const { damagedAt } = inspectWal(wal);
  return damagedAt === null ? null : `${wal}: is damaged at byte ${damagedAt}, and later appends are behind that`;
}

/**
 * Looks through the write-ahead log at `path`, also while a controller writes it. SQLite ends at the first frame that does not fit its checksum, as it must after a
 * power cut, and so takes a flipped bit for the end: everything behind is left out in silence. What is damaged of the last commit alone cannot be told
 * from one that was cut short.
 */
export function inspectWal(path: string): Wal {
  if (!existsSync(path)) return { takenBytes: 0, damagedAt: null };
  const file = openSync(path, "r");
  try {
    return inspect(file);
  } finally {
    closeSync(file);
  }
}

function inspect(file: number): Wal {
  const header = read(file, 0, HEADER);
  if (header === null) return { takenBytes: 0, damagedAt: null };
  const words = header.readUInt32BE(0) === BIG_ENDIAN ? bigEndian : littleEndian;
  const isWhole = same(summed({ a: 0, b: 0 }, header.subarray(0, 24), words), sumAt(header, 24));
  // Of a damaged header the frames know better: it is on the disk before the first of them.
  const salts = isWhole ? header.subarray(16, 24) : read(file, HEADER, FRAME)?.subarray(8, 16);
  let stoppedAt = isWhole ? null : 0;
  let isLater = !isWhole;
  let takenBytes = 0;
  let before = sumAt(header, 24);
  for (let at = HEADER; ; at += FRAME) {
    const frame = read(file, at, FRAME);
    if (frame === null || salts === undefined) return { takenBytes, damagedAt: null };
    // What an earlier log has left behind has others.
    const isOfThis = salts.equals(frame.subarray(8, 16));
    const sum = summed(summed(before, frame.subarray(0, 8), words), frame.subarray(FRAME_HEADER), words);
    before = sumAt(frame, 16);
    const fits = isOfThis && same(sum, before);
    const isCommit = isOfThis && frame.readUInt32BE(4) !== 0;
    if (!fits) stoppedAt ??= at;
    if (stoppedAt === null && isCommit) takenBytes = at + FRAME;
    if (stoppedAt !== null && fits && isLater) return { takenBytes, damagedAt: stoppedAt };
    isLater ||= stoppedAt !== null && isCommit;
  }
}

const BIG_ENDIAN = 0x377f0683;

interface Sum {
  readonly a: number;
  readonly b: number;
}

type Words = (bytes: Buffer, at: number) => number;
const bigEndian: Words = (bytes, at) => bytes.readUInt32BE(at);
const littleEndian: Words = (bytes, at) => bytes.readUInt32LE(at);

/** The checksum of what came before and of `bytes`, a multiple of 8 of them. */
function summed({ a, b }: Sum, bytes: Buffer, word: Words): Sum {
  for (let at = 0; at < bytes.length; at += 8) {
    a = (a + word(bytes, at) + b) >>> 0;
    b = (b + word(bytes, at + 4) + a) >>> 0;
  }
  return { a, b };
}

function sumAt(bytes: Buffer, at: number): Sum {
  return { a: bytes.readUInt32BE(at), b: bytes.readUInt32BE(at + 4) };
}

function same(one: Sum, other: Sum): boolean {
  return one.a === other.a && one.b === other.b;
}

/** null where the file ends before. */
function read(file: number, at: number, length: number): Buffer | null {
  const bytes = Buffer.alloc(length);
  return readSync(file, bytes, 0, length, at) === length ? bytes : null;
}
