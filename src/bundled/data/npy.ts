import { SweepError } from "../../error.ts";

/** An array of NumPy: its numbers or its texts, the last index fastest. */
export interface NpyArray {
  readonly shape: readonly number[];
  readonly values: Float32Array | Float64Array | readonly string[];
}

/**
 * Reads an array in NumPy's NPY format (versions 1 to 3): float32 and float64, integers and booleans (as float64, exact up to 2⁵³), and
 * texts (<U), little-endian and in C order.
 * Source: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 *
 * @param path Names the bytes in errors.
 * @throws SweepError `invalid` for anything else, and for bytes that are not as many as the shape says.
 */
export function readNpy(bytes: Buffer, path: string): NpyArray {
  const { descr, fortran, shape, dataAt } = readHeader(bytes, path);
  if (fortran && shape.length > 1) throw wrong(path, "is in Fortran order; save numpy.ascontiguousarray of it");
  const count = shape.reduce((product, length) => product * length, 1);
  const read = readerOf(descr);
  if (read === null) {
    throw wrong(path, `has values of type ${descr}; known are float32, float64, integers, booleans and texts`);
  }
  const wanted = count * read.bytes;
  if (bytes.length - dataAt !== wanted) {
    throw wrong(path, `has ${bytes.length - dataAt} bytes of values; its shape (${shape.join(", ")}) needs ${wanted}`);
  }
  // A copy, because a Buffer may start where no number can.
  return { shape, values: read.values(Uint8Array.from(bytes.subarray(dataAt)).buffer) };
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
  const descr = /'descr':\s*'([^']*)'/.exec(header)?.[1];
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
  readonly values: (data: ArrayBuffer) => NpyArray["values"];
}

function readerOf(descr: string): Reader | null {
  const text = /^<U(\d+)$/.exec(descr);
  if (text !== null) return texts(Number(text[1]));
  return Object.hasOwn(NUMBERS, descr) ? NUMBERS[descr] : null;
}

const NUMBERS: Readonly<Record<string, Reader>> = {
  "<f4": { bytes: 4, values: (data) => new Float32Array(data) },
  "<f8": { bytes: 8, values: (data) => new Float64Array(data) },
  "|b1": { bytes: 1, values: (data) => Float64Array.from(new Uint8Array(data)) },
  "|i1": { bytes: 1, values: (data) => Float64Array.from(new Int8Array(data)) },
  "|u1": { bytes: 1, values: (data) => Float64Array.from(new Uint8Array(data)) },
  "<i2": { bytes: 2, values: (data) => Float64Array.from(new Int16Array(data)) },
  "<u2": { bytes: 2, values: (data) => Float64Array.from(new Uint16Array(data)) },
  "<i4": { bytes: 4, values: (data) => Float64Array.from(new Int32Array(data)) },
  "<u4": { bytes: 4, values: (data) => Float64Array.from(new Uint32Array(data)) },
  "<i8": { bytes: 8, values: (data) => Float64Array.from(new BigInt64Array(data), Number) },
  "<u8": { bytes: 8, values: (data) => Float64Array.from(new BigUint64Array(data), Number) },
};

/** Texts of up to `length` characters: UTF-32, filled up with zeros. */
function texts(length: number): Reader {
  return {
    bytes: 4 * length,
    values: (data) => {
      const codes = new Uint32Array(data);
      return Array.from({ length: length === 0 ? 0 : codes.length / length }, (_, at) =>
        String.fromCodePoint(...codes.subarray(at * length, (at + 1) * length)).replace(/\0+$/, ""),
      );
    },
  };
}

function wrong(path: string, what: string): SweepError {
  return new SweepError("invalid", `${path}: ${what}`);
}
