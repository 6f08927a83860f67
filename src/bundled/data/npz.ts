import { inflateRawSync } from "node:zlib";
import { SweepError } from "../../error.ts";
import { type NpyArray, readNpy } from "./npy.ts";

/**
 * The arrays of an NPZ file, as numpy.savez and numpy.savez_compressed write it: a ZIP archive with a file NAME.npy for each.
 * Source: PKWARE's APPNOTE 6.3, sections 4.3.7, 4.3.12 and 4.3.16.
 *
 * @param path Names the file in errors.
 * @throws SweepError `invalid` for anything else, also an archive of 4 GB or more.
 */
export function readNpz(bytes: Buffer, path: string): ReadonlyMap<string, NpyArray> {
  try {
    const arrays = new Map<string, NpyArray>();
    for (const { name, data } of entriesOf(bytes, path)) arrays.set(name, readNpy(data, `${path}, array ${name}`));
    return arrays;
  } catch (cause) {
    if (cause instanceof SweepError) throw cause;
    // Numbers that lead out of the file, or compressed bytes that are none.
    throw new SweepError("invalid", `${path}: is a damaged NPZ file: ${String(cause)}`, { cause });
  }
}

// Signatures of the records, in little-endian order.
const END = Buffer.from("PK\x05\x06", "latin1");
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const LOCAL_HEADER = 30;
const CENTRAL_HEADER = 46;
// The size of an entry that has it in another place.
const TOO_LARGE = 0xffffffff;

function* entriesOf(bytes: Buffer, path: string): Generator<{ name: string; data: Buffer }> {
  const end = bytes.lastIndexOf(END);
  if (end < 0) throw new SweepError("invalid", `${path}: is not an NPZ file, or not all of one`);
  const entries = bytes.readUInt16LE(end + 10);
  let at = bytes.readUInt32LE(end + 16);
  for (let entry = 0; entry < entries; entry++) {
    if (bytes.readUInt32LE(at) !== CENTRAL) throw new SweepError("invalid", `${path}: is a damaged NPZ file`);
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset));
    const name = bytes.toString("utf8", at + CENTRAL_HEADER, at + CENTRAL_HEADER + nameBytes).replace(/\.npy$/, "");
    yield { name, data: dataOf(bytes, at, `${path}, array ${name}`) };
    at += CENTRAL_HEADER + nameBytes + extraBytes + commentBytes;
  }
}

function dataOf(bytes: Buffer, central: number, path: string): Buffer {
  const method = bytes.readUInt16LE(central + 10);
  const [packed, size, local] = [20, 24, 42].map((offset) => bytes.readUInt32LE(central + offset));
  if (packed === TOO_LARGE || size === TOO_LARGE) throw new SweepError("invalid", `${path}: has 4 GB or more`);
  if (bytes.readUInt32LE(local) !== LOCAL) throw new SweepError("invalid", `${path}: is damaged`);
  // The local header has a name and extra fields of its own lengths.
  const start = local + LOCAL_HEADER + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
  const stored = bytes.subarray(start, start + packed);
  switch (method) {
    case 0:
      return stored;
    case 8:
      return inflateRawSync(stored, { maxOutputLength: Math.max(1, size) });
    default:
      throw new SweepError("invalid", `${path}: is compressed by method ${method}; known are stored and deflated`);
  }
}
