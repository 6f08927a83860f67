import { philox } from "./philox.ts";

/** A sequence of random numbers. */
export interface Random {
  /** Uniform in [0, 1), a multiple of 2^-53. */
  next(): number;
  /** Uniform in 0..n-1, for n up to 2^32. */
  integer(n: number): number;
  /** Standard normal, by Box and Muller's transform. */
  normal(): number;
}

/**
 * The random stream of a seed and a key, both of non-negative safe integers. A pure function of its arguments: the same ones give the
 * same numbers on every machine, and streams whose seeds or keys differ are independent, also when one key begins with the other.
 */
export function stream(seed: number, ...key: number[]): Random {
  const folded = key.reduce<readonly [number, number]>(fold, halves(seed));
  let block = 0;
  let spare: number | null = null;
  let spareNormal: number | null = null;

  function next(): number {
    if (spare !== null) {
      const value = spare;
      spare = null;
      return value;
    }
    const [a, b, c, d] = philox([block++, 0, 0, 0], folded);
    spare = unit(c, d);
    return unit(a, b);
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
  };
}

/** The seed that a trial's trainer gets, in 0..2^31-1: every common library takes it as a signed 32-bit number. */
export function trialSeed(seed: number, trial: number): number {
  return stream(seed, trial, TRAINING).integer(2 ** 31);
}

// The stream (seed, trial) proposes the trial's params; its training draws from a stream of its own.
const TRAINING = 1;

// The third counter word is 0 for numbers and above 0 for keys, so that no key is ever made of numbers that a stream hands out.
function fold(key: readonly [number, number], part: number, index: number): readonly [number, number] {
  const [low, high] = halves(part);
  const [a, b] = philox([low, high, index + 1, 0], key);
  return [a, b];
}

function halves(value: number): readonly [number, number] {
  return [value >>> 0, Math.floor(value / 2 ** 32) >>> 0];
}

// 53 bits out of 64: the upper 27 and the upper 26 of two words.
function unit(high: number, low: number): number {
  return ((high >>> 5) * 2 ** 26 + (low >>> 6)) * 2 ** -53;
}
