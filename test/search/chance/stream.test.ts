import { describe, expect, it } from "vitest";
import { philox } from "../../../src/search/chance/philox.ts";
import { resume, stream, trialSeed } from "../../../src/search/chance/stream.ts";

describe("philox", () => {
  // The known answers that Random123 1.14 publishes for philox4x32-10 (tests/kat_vectors).
  it.each([
    { counter: [0, 0, 0, 0], key: [0, 0], answer: [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8] },
    {
      counter: [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      key: [0xffffffff, 0xffffffff],
      answer: [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    },
    {
      counter: [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      key: [0xa4093822, 0x299f31d0],
      answer: [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    },
  ])("gives the published answer for counter $counter", ({ counter, key, answer }) => {
    const words = Uint32Array.from(counter);
    philox(words, key[0], key[1]);
    expect([...words]).toEqual(answer);
  });
});

describe("a stream", () => {
  it("gives the same numbers for the same seed and key", () => {
    expect(draw(stream(7, 3), 5)).toEqual(draw(stream(7, 3), 5));
  });

  it("gives other numbers for any other seed or key, also where one key begins with the other", () => {
    const keys = [[0], [1], [2 ** 32], [0, 0], [0, 1], [1, 0], [0, 0, 0]];
    const firsts = [0, 1, 2 ** 32].flatMap((seed) => keys.map((key) => stream(seed, ...key).next()));
    expect(new Set(firsts).size).toBe(21);
  });

  it("goes on from wherever it stood, also between the two numbers of a pair", () => {
    const kinds = ["next", "normal", "normal", "next", "next", "normal", "next"] as const;
    for (let place = 0; place <= kinds.length; place++) {
      const random = stream(5, 2);
      for (const kind of kinds.slice(0, place)) random[kind]();
      const other = resume(structuredClone(random.state()));
      const rest = (from: typeof random) => kinds.map((kind) => from[kind]());
      expect(rest(other)).toEqual(rest(random));
    }
  });

  it("is uniform in [0, 1)", () => {
    // 20 cells, 19 degrees of freedom: chi-squared exceeds 43.8 once in a thousand seeds.
    const counts = new Array<number>(20).fill(0);
    const random = stream(1, 2);
    for (let i = 0; i < 100_000; i++) counts[Math.floor(random.next() * 20)]++;
    expect(chiSquared(counts, 5_000)).toBeLessThan(43.8);
  });

  it("is uniform over first numbers of neighbouring keys", () => {
    const counts = new Array<number>(20).fill(0);
    for (let trial = 0; trial < 20_000; trial++) counts[stream(1, trial).integer(20)]++;
    expect(chiSquared(counts, 1_000)).toBeLessThan(43.8);
  });

  it("has normal numbers with mean 0, variance 1 and 2.5 % above 1.96, each independent of the one before", () => {
    const random = stream(5);
    const numbers = Array.from({ length: 100_000 }, () => random.normal());
    const mean = numbers.reduce((sum, z) => sum + z, 0) / numbers.length;
    const variance = numbers.reduce((sum, z) => sum + z * z, 0) / numbers.length;
    expect(mean).toBeCloseTo(0, 1);
    expect(variance).toBeCloseTo(1, 1);
    const together = numbers.reduce((sum, z, i) => sum + z * (numbers[i - 1] ?? 0), 0) / numbers.length;
    expect(together).toBeCloseTo(0, 1);
    expect(numbers.filter((z) => z > 1.959964).length / numbers.length).toBeCloseTo(0.025, 2);
  });
});

describe("a trial's seed", () => {
  it("fits a signed 32-bit number and differs from trial to trial", () => {
    const seeds = Array.from({ length: 1_000 }, (_, trial) => trialSeed(2 ** 40, trial));
    expect(seeds.every((seed) => Number.isInteger(seed) && seed >= 0 && seed < 2 ** 31)).toBe(true);
    expect(new Set(seeds).size).toBe(1_000);
  });
});

function draw(random: { next(): number }, count: number): number[] {
  return Array.from({ length: count }, () => random.next());
}

function chiSquared(counts: readonly number[], expected: number): number {
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}
