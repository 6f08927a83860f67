import { PURPOSES } from "../chance/purposes.ts";
import { stream } from "../chance/stream.ts";

/** Draws that every posterior is told by: a probability of 1 % is known to ± 0.3 %. */
export const DRAWS = 1_024;

/**
 * A fixed column of standard normal numbers, always the same ones for its index: what is told from them is a pure function of the data, and
 * two posteriors that are compared share their chance.
 */
export function normals(column: number): Float64Array {
  return kept(NORMALS, column, () => stream(SEED, column, PURPOSES.normals).normal);
}

/** A fixed column of uniform numbers in [0, 1). */
export function uniforms(column: number): Float64Array {
  return kept(UNIFORMS, column, () => stream(SEED, column, PURPOSES.uniforms).next);
}

/** A fixed column of chi-square numbers with so many degrees of freedom, at least 1, made of up to 32 columns of normal ones from `column` on. */
export function chiSquares(degrees: number, column: number): Float64Array {
  const drawn = new Float64Array(DRAWS);
  if (degrees > MOST_SQUARES) {
    // Wilson and Hilferty 1931: right to a thousandth from here on.
    const spread = 2 / (9 * degrees);
    const z = normals(column);
    return drawn.map((_, draw) => degrees * (1 - spread + z[draw] * Math.sqrt(spread)) ** 3);
  }
  for (let square = 0; square < degrees; square++) {
    const z = normals(column + square);
    for (let draw = 0; draw < DRAWS; draw++) drawn[draw] += z[draw] ** 2;
  }
  return drawn;
}

const MOST_SQUARES = 32;

const SEED = 0;
const NORMALS = new Map<number, Float64Array>();
const UNIFORMS = new Map<number, Float64Array>();

// They are the same at every asking, so keeping them saves time alone.
function kept(columns: Map<number, Float64Array>, column: number, begin: () => () => number): Float64Array {
  const known = columns.get(column);
  if (known !== undefined) return known;
  const next = begin();
  const drawn = new Float64Array(DRAWS).map(() => next());
  columns.set(column, drawn);
  return drawn;
}
