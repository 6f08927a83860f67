import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scramble } from "../../../src/search/sobol/scramble.ts";
import { sobolWord } from "../../../src/search/sobol/sequence.ts";

const words = fc.integer({ min: 0, max: 2 ** 32 - 1 });

describe("scrambling", () => {
  it("keeps as many leading bits of two words alike as there were, which is what nested means", () => {
    fc.assert(
      fc.property(words, words, fc.nat(63), fc.maxSafeNat(), (a, b, dimension, seed) => {
        const difference = scramble(a, dimension, seed) ^ scramble(b, dimension, seed);
        expect(Math.clz32(difference)).toBe(Math.clz32(a ^ b));
      }),
    );
  });

  it("leaves one of 64 points in each of 64 boxes, whatever the shape of the boxes", () => {
    // The first two dimensions are a (0, m, 2)-net: Sobol 1967.
    for (let bits = 0; bits <= 6; bits++) {
      const boxes = Array.from({ length: 64 }, (_, index) => {
        const column = scramble(sobolWord(index, 0), 0, 5) / 2 ** (32 - bits);
        const row = scramble(sobolWord(index, 1), 1, 5) / 2 ** (26 + bits);
        return `${Math.floor(column)} ${Math.floor(row)}`;
      });
      expect(new Set(boxes).size).toBe(64);
    }
  });

  it("makes any one point uniform over the seeds, in every bit", () => {
    const seeds = 4_000;
    const ones = new Array<number>(32).fill(0);
    for (let seed = 0; seed < seeds; seed++) {
      const word = scramble(0x9abcdef0, 3, seed);
      for (let bit = 0; bit < 32; bit++) ones[bit] += (word >>> bit) & 1;
    }
    // 32 shares with a standard error of 0.0079: none lies four of them away from a half.
    for (const count of ones) expect(Math.abs(count / seeds - 0.5)).toBeLessThan(0.032);
  });

  it("is another one in every dimension and for every seed, also beyond 32 bits", () => {
    const scrambled = [scramble(1, 0, 7), scramble(1, 1, 7), scramble(1, 0, 8), scramble(1, 0, 7 + 2 ** 32)];
    expect(new Set(scrambled).size).toBe(4);
  });
});
