import { SweepError } from "../../error.ts";

/** An array of NumPy: its numbers or its texts, the last index fastest. */
export interface NpyArray {
  readonly shape: readonly number[];
  readonly values: Float32Array | Float64Array | readonly string[];
}

/**
 * Reads an array in NumPy's NPY format (versions 1 to 3): floats of 16, 32 and 64 bits, integers and booleans (as float64, exact
 * up to 2⁵³), and texts (U, S), in either order of bytes and of axes.
 * Source: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 *
 * @param path Names the bytes in errors.
 * @throws SweepError `invalid` for anything else, and for bytes that are not as many as the shape says.
 */
export function readNpy(bytes: Buffer, path: string): NpyArray {
  const { descr, fortran, shape, dataAt } = readHeader(bytes, path);
  const count = shape.reduce((product, length) => product * length, 1);
  const read = readerOf(descr.replace("=", "<"));
  if (read === null) {
    const known = "known are floats of 16, 32 and 64 bits, integers, booleans and texts";
    throw wrong(path, `has values of type ${descr}${otherwise(descr)}; ${known}`);
  }
  const wanted = count * read.bytes;
  if (bytes.length - dataAt !== wanted) {
    throw wrong(path, `has ${bytes.length - dataAt} bytes of values; its shape (${shape.join(", ")}) needs ${wanted}`);
  }
  // A copy, because a Buffer may start where no number can, and bytes may have to change their order.
  const data = Buffer.from(Uint8Array.from(bytes.subarray(dataAt)).buffer);
  if (descr.startsWith(">")) swap(data, read.word);
  const values = valuesIn(read, data, path);
  return { shape, values: fortran && shape.length > 1 ? reordered(values, shape) : values };
}

function valuesIn(read: Reader, data: Buffer, path: string): NpyArray["values"] {
  try {
    return read.values(data.buffer);
  } catch (cause) {
    // Of all readers only those of texts find something wrong.
    throw new SweepError("invalid", `${path}: has texts that are no Unicode; save array.astype(str)`, { cause });
  }
}

/** What a type is that is not read, and what to save in its place. */
function otherwise(descr: string): string {
  const what = OTHERS.find(([start]) => start.test(descr))?.[1];
  return what === undefined ? "" : `, which are ${what}`;
}

const OTHERS: readonly (readonly [RegExp, string])[] = [
  [/O/, "objects of Python (a pickle, which can run code): save array.astype(float), labels as array.astype(str)"],
  [/c\d+$/, "complex numbers: save their size and angle as two features"],
  [/M8/, "dates: save numbers, such as array.astype(float)"],
  [/m8/, "durations: save numbers, such as array.astype(float)"],
  [/f(16|12)$/, "long doubles: save array.astype(float)"],
  [/V\d+$/, "bytes of no type: save numbers"],
  [/^\[/, "records of fields: save numpy.lib.recfunctions.structured_to_unstructured(array)"],
];

/** The bytes of each word in the other order. */
function swap(data: Buffer, word: number): void {
  if (word === 2) data.swap16();
  else if (word === 4) data.swap32();
  else if (word === 8) data.swap64();
}

/** From Fortran's order, the first index fastest, to C's. */
function reordered(values: NpyArray["values"], shape: readonly number[]): NpyArray["values"] {
  const result = values.slice() as typeof values & { [at: number]: number | string };
  const strides = shape.map((_, axis) => shape.slice(0, axis).reduce((product, length) => product * length, 1));
  const index = shape.map(() => 0);
  for (let to = 0; to < values.length; to++) {
    result[to] = values[index.reduce((from, at, axis) => from + at * strides[axis], 0)];
    for (let axis = shape.length - 1; axis >= 0 && ++index[axis] === shape[axis]; axis--) index[axis] = 0;
  }
  return result;
}

const MAGIC = "\x93NUMPY";

function readHeader(bytes: Buffer, path: string) {
  const version = bytes[6];
  if (bytes.length < 12 || bytes.toString("latin1", 0, 6) !== MAGIC || version < 1 || version > 3) {
    throw wrong(path, "is not an NPY array");
  }
  // The length of the header has 2 bytes in version 1, and 4 later.
  const start = version === 1 ? 10 : 12;
  const dataAt = start + (version === 1 ? bytes.readUInt16LE(8) : bytes.readUInt32LE(8));
  const header = bytes.toString("utf8", start, dataAt);
  const descr = /'descr':\s*(?:'([^']*)'|(\[.*?\]))\s*,\s*'fortran/
    .exec(header)
    ?.slice(1)
    .find((found) => found !== undefined);
  const fortran = /'fortran_order':\s*(True|False)/.exec(header)?.[1];
  const shape = /'shape':\s*\(([\d,\s]*)\)/.exec(header)?.[1];
  if (descr === undefined || fortran === undefined || shape === undefined) {
    throw wrong(path, `has a header that is not understood: ${header.trim().slice(0, 80)}`);
  }
  return {
    descr,
    fortran: fortran === "True",
    shape: shape
      .split(",")
      .filter((length) => length.trim() !== "")
      .map(Number),
    dataAt,
  };
}

interface Reader {
  /** Of one value. */
  readonly bytes: number;
  /** Bytes of what has an order of bytes. */
  readonly word: number;
  readonly values: (data: ArrayBufferLike) => NpyArray["values"];
}

function readerOf(descr: string): Reader | null {
  const [, kind, length] = /^[<>|]([US])(\d+)$/.exec(descr) ?? [];
  if (kind === "U") return texts(Number(length));
  if (kind === "S") return byteTexts(Number(length));
  return NUMBERS.get(descr.replace(/^[<>|]/, "")) ?? null;
}

function numbers(bytes: number, values: Reader["values"]): Reader {
  return { bytes, word: bytes, values };
}

const NUMBERS: ReadonlyMap<string, Reader> = new Map([
  ["f2", numbers(2, (data) => Float64Array.from(new Uint16Array(data), half))],
  ["f4", numbers(4, (data) => new Float32Array(data))],
  ["f8", numbers(8, (data) => new Float64Array(data))],
  ["b1", numbers(1, (data) => Float64Array.from(new Uint8Array(data)))],
  ["i1", numbers(1, (data) => Float64Array.from(new Int8Array(data)))],
  ["u1", numbers(1, (data) => Float64Array.from(new Uint8Array(data)))],
  ["i2", numbers(2, (data) => Float64Array.from(new Int16Array(data)))],
  ["u2", numbers(2, (data) => Float64Array.from(new Uint16Array(data)))],
  ["i4", numbers(4, (data) => Float64Array.from(new Int32Array(data)))],
  ["u4", numbers(4, (data) => Float64Array.from(new Uint32Array(data)))],
  ["i8", numbers(8, (data) => Float64Array.from(new BigInt64Array(data), Number))],
  ["u8", numbers(8, (data) => Float64Array.from(new BigUint64Array(data), Number))],
]);

/** A float of 16 bits (IEEE 754). */
function half(bits: number): number {
  const sign = bits >> 15 === 0 ? 1 : -1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** Texts of up to `length` characters: UTF-32, filled up with zeros. */
function texts(length: number): Reader {
  return {
    bytes: 4 * length,
    word: 4,
    values: (data) => {
      const codes = new Uint32Array(data);
      return Array.from({ length: length === 0 ? 0 : codes.length / length }, (_, at) =>
        String.fromCodePoint(...codes.subarray(at * length, (at + 1) * length)).replace(/\0+$/, ""),
      );
    },
  };
}

/** Texts of up to `length` bytes: UTF-8, filled up with zeros. */
function byteTexts(length: number): Reader {
  return {
    bytes: length,
    word: 1,
    values: (data) => {
      const bytes = new Uint8Array(data);
      const decoder = new TextDecoder("utf-8", { fatal: true });
      return Array.from({ length: length === 0 ? 0 : bytes.length / length }, (_, at) =>
        decoder.decode(bytes.subarray(at * length, (at + 1) * length)).replace(/\0+$/, ""),
      );
    },
  };
}

function wrong(path: string, what: string): SweepError {
  return new SweepError("invalid", `${path}: ${what}`);
}
