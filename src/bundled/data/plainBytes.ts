import type { ReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { PassThrough } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { SweepError } from "../../error.ts";

/**
 * The bytes of a file that should be text, a piece at a time; what gzip has packed is unpacked.
 *
 * @param path Names the file in errors.
 * @param said Whether the document says in which encoding the text is; else UTF-16 is seen by its zeros.
 * @throws SweepError `invalid` that says what the file is where that is no text: an archive, a workbook, an image; and where it is damaged.
 */
export async function* plainBytes(file: string, path: string, said: boolean): AsyncGenerator<Buffer> {
  const handle = await open(file);
  try {
    const start = (await handle.read(Buffer.alloc(START), 0, START, 0)).buffer;
    const source = handle.createReadStream({ start: 0, highWaterMark: PIECE, autoClose: false });
    if (start[0] === 0x1f && start[1] === 0x8b) {
      yield* unpacked(source, path, said);
    } else {
      refuseOther(start, path, said);
      yield* source;
    }
  } finally {
    await handle.close();
  }
}

async function* unpacked(source: ReadStream, path: string, said: boolean): AsyncGenerator<Buffer> {
  const out = new PassThrough({ highWaterMark: PIECE });
  const done = pipeline(source, createGunzip({ chunkSize: PIECE }), out);
  // It is awaited at the end, and where it fails before, the loop says so.
  done.catch(() => {});
  let first = true;
  try {
    for await (const piece of out as AsyncIterable<Buffer>) {
      if (first) refuseOther(piece.subarray(0, START), `${path} (unpacked by gzip)`, said);
      first = false;
      yield piece;
    }
    await done;
  } catch (cause) {
    if (cause instanceof SweepError) throw cause;
    throw new SweepError("invalid", `${path}: is gzip, and damaged: ${String(cause)}`, { cause });
  }
}

// Bytes of a piece.
const PIECE = 1 << 20;
// As far as the signatures reach.
const START = 512;

function refuseOther(start: Buffer, path: string, said: boolean): void {
  const head = start.toString("latin1");
  for (const [signature, what] of SIGNATURES) {
    if (head.startsWith(signature)) throw new SweepError("invalid", `${path}: is ${what}; save it as CSV (UTF-8)`);
  }
  if (said) return;
  // Text in ASCII with 16 bits a character has every other byte 0; with a byte order mark it is known, and read.
  if (/^([^\0]\0){8}/.test(head) || /^(\0[^\0]){8}/.test(head)) {
    if (/^(\xff\xfe|\xfe\xff)/.test(head)) return;
    const which = head[0] === "\0" ? "utf-16be" : "utf-16le";
    throw new SweepError(
      "invalid",
      `${path}: is UTF-16 without a byte order mark; say encoding: ${which}, or save it as UTF-8`,
    );
  }
}

const SIGNATURES: readonly (readonly [string, string])[] = [
  ["PK\x03\x04", "a ZIP archive, as workbooks (.xlsx, .ods) and .npz files are"],
  ["\xd0\xcf\x11\xe0", "an old workbook (.xls)"],
  ["PAR1", "a Parquet file"],
  ["ARROW1", "an Arrow file"],
  ["Obj\x01", "an Avro file"],
  ["\x89HDF", "an HDF5 file"],
  ["\x93NUMPY", "an array of NumPy without the ending .npy"],
  ["SQLite format 3", "an SQLite database"],
  ["BZh", "packed by bzip2"],
  ["\xfd7zXZ", "packed by xz"],
  ["\x28\xb5\x2f\xfd", "packed by zstd"],
  ["7z\xbc\xaf", "a 7-Zip archive"],
  ["Rar!", "a RAR archive"],
  ["%PDF", "a PDF"],
  ["\x80\x02", "a pickle of Python"],
  ["\x80\x03", "a pickle of Python"],
  ["\x80\x04", "a pickle of Python"],
  ["\x80\x05", "a pickle of Python"],
  ["MATLAB 5.0", "a MATLAB file"],
  ["\x89PNG", "an image"],
  ["\xff\xd8\xff", "an image"],
  ["<!DOCTYPE", "a web page"],
  ["<html", "a web page"],
  ["<?xml", "XML"],
  ["version https://git-lfs", "a pointer of Git LFS, not the data; run git lfs pull"],
];
