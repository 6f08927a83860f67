import { philox } from "./philox.ts";
import { PURPOSES } from "./purposes.ts";

/** A sequence of random numbers. */
export interface Random {
  /** Uniform in [0, 1), a multiple of 2^-53. */
  next(): number;
  /** Uniform in 0..n-1, but for a bias below n / 2^53. */
  integer(n: number): number;
  /** Standard normal, by Box and Muller's transform. */
  normal(): number;
  /** Where it stands. */
  state(): StreamState;
}

/** Where a stream stands: plain data, from which `resume` goes on. */
export interface StreamState {
  readonly key: readonly [number, number];
  /** How many uniform numbers have been drawn. */
  readonly drawn: number;
  /** The second normal number of a pair whose first one has been drawn; else null. */
  readonly normal: number | null;
}

/**
 * The random stream of a seed and a key, both of non-negative safe integers. A pure function of its arguments: the same ones give the
 * same numbers on every machine, and streams whose seeds or keys differ are independent, also when one key begins with the other.
 */
export function stream(seed: number, ...key: number[]): Random {
  return resume({ key: streamKey(seed, key), drawn: 0, normal: null });
}

/** The rest of a stream from where it stood. */
export function resume({ key: [k0, k1], drawn, normal: normalLeft }: StreamState): Random {
  const words = new Uint32Array(4);
  let block = Math.floor(drawn / 2);
  let spare: number | null = null;
  let spareNormal = normalLeft;
  if (drawn % 2 === 1) next();

  function next(): number {
    if (spare !== null) {
      const value = spare;
      spare = null;
      return value;
    }
    words[0] = block++;
    words[1] = 0;
    words[2] = 0;
    words[3] = 0;
    philox(words, k0, k1);
    spare = unit(words[2], words[3]);
    return unit(words[0], words[1]);
  }

  function normal(): number {
    if (spareNormal !== null) {
      const value = spareNormal;
      spareNormal = null;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - next()));
    const angle = 2 * Math.PI * next();
    spareNormal = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  return {
    next,
    integer: (n) => Math.floor(next() * n),
    normal,
    state: () => ({ key: [k0, k1], drawn: 2 * block - (spare === null ? 0 : 1), normal: spareNormal }),
  };
}

/** The seed that a trial's trainer gets, in 0..2^31-1: every common library takes it as a signed 32-bit number. */
export function trialSeed(seed: number, trial: number): number {
  return stream(seed, trial, PURPOSES.training).integer(2 ** 31);
}

// Each part of the key makes the next Philox key out of the one before. The third counter word is 0 for numbers and above 0 here, so that
// no key is ever made of numbers that a stream hands out.
function streamKey(seed: number, key: readonly number[]): [number, number] {
  const words = new Uint32Array(4);
  let [k0, k1] = halves(seed);
  key.forEach((part, index) => {
    words.set([...halves(part), index + 1, 0]);
    philox(words, k0, k1);
    [k0, k1] = words;
  });
  return [k0, k1];
}

function halves(value: number): [number, number] {
  return [value >>> 0, Math.floor(value / 2 ** 32)];
}

// 53 bits out of 64: the upper 27 and the upper 26 of two words.
function unit(high: number, low: number): number {
  return ((high >>> 5) * 2 ** 26 + (low >>> 6)) * 2 ** -53;
}
