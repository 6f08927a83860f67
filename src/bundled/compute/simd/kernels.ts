import { adamW } from "./adamW.ts";
import { encodeModule } from "./encode.ts";
import { gate } from "./gate.ts";
import { product } from "./product.ts";
import { transpose } from "./transpose.ts";

// What of it is used here: Node's types leave it to the DOM's.
declare const WebAssembly: {
  readonly validate: (bytes: Uint8Array) => boolean;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: object,
  ) => { readonly exports: Readonly<Record<keyof typeof KERNELS, (...numbers: number[]) => void>> };
  readonly Memory: new (pages: { readonly initial: number }) => Memory;
};

interface Memory {
  readonly buffer: ArrayBuffer;
}

const KERNELS = { product, adamW, gate, transpose };
const BYTES = encodeModule(KERNELS);

/** Whether this machine's WebAssembly has 128-bit SIMD, the relaxed kind too (V8 has it from Node 20 on). */
export const hasSimd: boolean = WebAssembly.validate(BYTES);

/** (rows × terms) · (terms × columns), as `product.ts` says. */
export interface Product {
  readonly rows: number;
  readonly columns: number;
  readonly terms: number;
  readonly a: Float32Array;
  /** From one row of A to the next, and from one term to the next, in numbers. */
  readonly aRow: number;
  readonly aTerm: number;
  readonly b: Float32Array;
  readonly c: Float32Array;
  readonly start: Float32Array;
  readonly floor: number;
}

/** The kernels, on vectors in one memory. */
export interface Kernels {
  readonly product: (of: Product) => void;
  /** Vectors as long as the weights, each with room up to a multiple of 4. */
  readonly adamW: (
    weights: Float32Array,
    mean: Float32Array,
    square: Float32Array,
    gradient: Float32Array,
    decay: Float32Array,
    rate: number,
    step: number,
    rootFactor: number,
  ) => void;
  readonly transpose: (matrix: Float32Array, rows: number, columns: number, to: Float32Array) => void;
  /** Both as long, with room up to a multiple of 4. */
  readonly gate: (slope: Float32Array, output: Float32Array, factor: number) => void;
}

/** @param memory Of `vectorsOf`: the vectors that the kernels get lie in it. */
export function kernelsOn(memory: Memory): Kernels {
  const { exports: run } = new WebAssembly.Instance(new WebAssembly.Module(BYTES), { env: { memory } });
  return {
    product: ({ rows, columns, terms, a, aRow, aTerm, b, c, start, floor }) => {
      const [ofA, ofB, ofC, ofStart] = [a.byteOffset, b.byteOffset, c.byteOffset, start.byteOffset];
      run.product(rows, columns, terms, ofA, 4 * aRow, 4 * aTerm, ofB, ofC, ofStart, floor);
    },
    adamW: (weights, mean, square, gradient, decay, rate, step, rootFactor) => {
      const vectors = [weights, mean, square, gradient, decay].map((vector) => vector.byteOffset);
      run.adamW(roundedUp(weights.length), ...vectors, rate, step, rootFactor);
    },
    transpose: (matrix, rows, columns, to) => run.transpose(rows, columns, matrix.byteOffset, to.byteOffset),
    gate: (slope, output, factor) => {
      run.gate(roundedUp(slope.length), slope.byteOffset, output.byteOffset, factor);
    },
  };
}

// Bytes.
const PAGE = 65_536;

/** Vectors of these lengths, all 0, each with room up to a multiple of 4, in a memory of their own. */
export function vectorsOf(lengths: readonly number[]): { memory: Memory; vectors: Float32Array[] } {
  const numbers = lengths.reduce((sum, length) => sum + roundedUp(length), 0);
  const memory = new WebAssembly.Memory({ initial: Math.ceil((4 * numbers) / PAGE) });
  let from = 0;
  const vectors = lengths.map((length) => {
    const vector = new Float32Array(memory.buffer, 4 * from, length);
    from += roundedUp(length);
    return vector;
  });
  return { memory, vectors };
}

function roundedUp(length: number): number {
  return Math.ceil(length / 4) * 4;
}
