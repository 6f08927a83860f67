import { crc32 } from "node:zlib";

/** An array of 32-bit floats, the last index fastest. */
export interface FloatArray {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/**
 * An NPZ file: a ZIP archive with NAME.npy for each array, stored as it is, as numpy.savez writes it.
 * Source: PKWARE's APPNOTE 6.3, sections 4.3.7, 4.3.12 and 4.3.16; NumPy's NPY format, version 1.
 */
export function npzOf(arrays: ReadonlyMap<string, FloatArray>): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [array, of] of arrays) {
    const [name, data] = [Buffer.from(`${array}.npy`), npyOf(of)];
    const about = entry(name, data);
    files.push(words([[4, 0x04034b50]]), about, name, data);
    // Between them: made by, comment, disk and attributes; then where the file begins.
    const more = words([
      [2, 0],
      [2, 0],
      [2, 0],
      [4, 0],
      [4, at],
    ]);
    directory.push(
      words([
        [4, 0x02014b50],
        [2, 20],
      ]),
      about,
      more,
      name,
    );
    at += 4 + about.length + name.length + data.length;
  }
  const end = words([
    [4, 0x06054b50],
    [2, 0],
    [2, 0],
    [2, arrays.size],
    [2, arrays.size],
    [4, sizeOf(directory)],
    [4, at],
    [2, 0],
  ]);
  return Buffer.concat([...files, ...directory, end]);
}

/** Version needed, flags, method, time (1980-01-01), checksum, sizes, lengths of name and extra. */
function entry(name: Buffer, data: Buffer): Buffer {
  const [size, sum] = [data.length, crc32(data)];
  return words([
    [2, 20],
    [2, 0],
    [2, 0],
    [2, 0],
    [2, 33],
    [4, sum],
    [4, size],
    [4, size],
    [2, name.length],
    [2, 0],
  ]);
}

function npyOf({ shape, values }: FloatArray): Buffer {
  const axes = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${axes}), }`;
  // Magic, version and length are 10 bytes; the values begin at a multiple of 64.
  const length = Math.ceil((header.length + 11) / 64) * 64 - 10;
  const start = Buffer.concat([Buffer.from("\x93NUMPY\x01\x00", "latin1"), words([[2, length]])]);
  const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  return Buffer.concat([start, Buffer.from(`${header.padEnd(length - 1)}\n`), bytes]);
}

/** Numbers of 2 or 4 bytes, little-endian. */
function words(all: readonly (readonly [2 | 4, number])[]): Buffer {
  return Buffer.concat(
    all.map(([bytes, value]) => {
      const word = Buffer.alloc(bytes);
      word.writeUIntLE(value, 0, bytes);
      return word;
    }),
  );
}

function sizeOf(buffers: readonly Buffer[]): number {
  return buffers.reduce((sum, { length }) => sum + length, 0);
}
