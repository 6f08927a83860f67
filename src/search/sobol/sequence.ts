import { DIRECTION_NUMBERS } from "./directionNumbers.ts";

/**
 * A coordinate of a point of Sobol's sequence, as a 32-bit fraction of 1. The points stand in the order of the Gray code, as in most
 * programs, and point 0 is the origin. Any 2^k points from a multiple of 2^k on are spread as evenly over every dimension as 2^k points can be.
 *
 * @param index the point, from 0 to 2^32 - 1
 * @param dimension from 0 to 63
 *
 * Source: Bratley and Fox, "Algorithm 659", ACM Transactions on Mathematical Software 1988, and the direction numbers of Joe and Kuo.
 */
export function sobolWord(index: number, dimension: number): number {
  const directions = directionsOf(dimension);
  let word = 0;
  for (let bit = 0, gray = (index ^ (index >>> 1)) >>> 0; gray !== 0; bit++, gray >>>= 1) {
    if ((gray & 1) === 1) word ^= directions[bit];
  }
  return word >>> 0;
}

const known: Uint32Array[] = [];

// 32 words, made when a dimension is first used.
function directionsOf(dimension: number): Uint32Array {
  known[dimension] ??= dimension === 0 ? powersOfHalf() : expand(DIRECTION_NUMBERS[dimension - 1]);
  return known[dimension];
}

function powersOfHalf(): Uint32Array {
  return Uint32Array.from({ length: 32 }, (_, bit) => 2 ** (31 - bit));
}

// The recurrence of the polynomial over GF(2), on fractions in place of the odd numbers m.
function expand([coefficients, ...initial]: readonly number[]): Uint32Array {
  const degree = initial.length;
  const words = new Uint32Array(32);
  for (let bit = 0; bit < 32; bit++) {
    if (bit < degree) {
      words[bit] = initial[bit] * 2 ** (31 - bit);
      continue;
    }
    let word = words[bit - degree] ^ (words[bit - degree] >>> degree);
    for (let j = 1; j < degree; j++) {
      if (((coefficients >>> (degree - 1 - j)) & 1) === 1) word ^= words[bit - j];
    }
    words[bit] = word;
  }
  return words;
}
