/** A seeded stream of chance whose whole state is four numbers, so that a checkpoint can hold it. */
export interface Random {
  /** Uniform in [0, 1), a multiple of 2⁻³². */
  next(): number;
  /** Standard normal. */
  gaussian(): number;
  /** A whole number in [0, bound). */
  below(bound: number): number;
  /** Four words of 32 bits; `randomFrom` goes on from them. */
  state(): number[];
}

/** The stream of a trial's seed (a whole number). */
export function randomOfSeed(seed: number): Random {
  return randomFrom([1, 2, 3, 4].map((word) => mix(seed + Math.imul(word, 0x9e3779b9))));
}

/**
 * Goes on from a state: four words of 32 bits, not all zero.
 *
 * xoshiro128** 1.1, Blackman and Vigna, https://prng.di.unimi.it/xoshiro128starstar.c
 */
export function randomFrom(state: readonly number[]): Random {
  let [a = 0, b = 0, c = 0, d = 0] = state;

  function word(): number {
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9);
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotate(d, 11);
    return result >>> 0;
  }

  const next = () => word() / 2 ** 32;
  return {
    next,
    // Box and Muller 1958. The second value of the pair is not kept: it would be state.
    gaussian: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    below: (bound) => Math.floor(next() * bound),
    state: () => [a, b, c, d].map((part) => part >>> 0),
  };
}

function rotate(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}

// The finalizer of MurmurHash3: neighbouring seeds get unrelated states.
function mix(seed: number): number {
  let word = seed | 0;
  word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
  return (word ^ (word >>> 16)) >>> 0;
}
