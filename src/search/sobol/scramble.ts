import { philox } from "../chance/philox.ts";

/**
 * Scrambles a coordinate, given and returned as a 32-bit fraction of 1: each of its bits is kept or turned by chance, and that chance depends
 * on the bits before it. The points of a sequence stay as evenly spread as they were, and each by itself is uniform.
 *
 * Source: the nested uniform scrambling of Owen, "Randomly permuted (t,m,s)-nets and (t,s)-sequences", 1995. The permutation at each node is
 * a bit of Philox whose counter names the node, so nothing is stored and nothing approximated.
 *
 * @param seed a non-negative safe integer
 */
export function scramble(word: number, dimension: number, seed: number): number {
  const key0 = seed >>> 0;
  const key1 = Math.floor(seed / 2 ** 32);
  let scrambled = 0;
  for (let bit = 0; bit < 32; bit++) {
    // The bits above this one; a shift by 32 would be one by 0.
    node[0] = bit === 0 ? 0 : word >>> (32 - bit);
    node[1] = bit;
    node[2] = dimension;
    node[3] = SCRAMBLING;
    philox(node, key0, key1);
    scrambled = (scrambled << 1) | (((word >>> (31 - bit)) ^ node[0]) & 1);
  }
  return scrambled >>> 0;
}

// The numbers of a stream have counters that end with 0 (see stream.ts).
const SCRAMBLING = 1;

const node = new Uint32Array(4);
