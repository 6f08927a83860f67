export type Numbers = Float32Array | Float64Array;

/** The numbers of all samples, in the order of the rows, a block at a time: a large table is never in memory as a whole. */
export interface Values {
  readonly rows: number;
  /** Numbers of a row. */
  readonly size: number;
  /** Whole rows, at least one; a block holds until the next is asked for, and is not to be changed. */
  readonly blocks: () => Iterable<Numbers>;
}

// Numbers of a block: small enough for a processor's cache.
const BLOCK = 1 << 16;

/** Rows of a block of a table with so many numbers a row. */
export function blockRows(size: number): number {
  return Math.max(1, Math.floor(BLOCK / Math.max(1, size)));
}

/** Numbers that are in memory: rows × size in all of the pieces, each of whole rows. */
export function valuesOf(pieces: readonly Numbers[], rows: number, size: number): Values {
  return {
    rows,
    size,
    *blocks() {
      const step = blockRows(size) * size;
      if (step === 0) return;
      for (const piece of pieces) {
        for (let from = 0; from < piece.length; from += step) yield piece.subarray(from, from + step);
      }
    },
  };
}

/** The same rows with other numbers: `change` writes those of a block into another one. */
export function changed(values: Values, size: number, change: (from: Numbers, to: Float64Array) => void): Values {
  return {
    rows: values.rows,
    size,
    *blocks() {
      let buffer = new Float64Array(0);
      for (const block of values.blocks()) {
        const length = (block.length / values.size) * size;
        if (buffer.length < length) buffer = new Float64Array(length);
        const to = buffer.subarray(0, length);
        change(block, to);
        yield to;
      }
    },
  };
}
