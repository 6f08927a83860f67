import { describe, expect, it } from "vitest";
import { epochBatches as batchesOf } from "../../src/bundled/batches.ts";
import { type Random, randomOfSeed } from "../../src/bundled/random.ts";

const epochBatches = (
  sampler: "shuffle" | "weighted" | "balanced",
  labels: Int32Array,
  batch_size: number,
  random: Random,
  minority_per_batch = 0,
) => batchesOf({ sampler, batch_size, minority_per_batch }, labels, random);

// 600, 300, 90 and 10 rows.
const labels = Int32Array.from({ length: 1000 }, (_, row) => [600, 900, 990, 1000].findIndex((end) => row < end));

describe("shuffle", () => {
  it("takes every row once when the size divides the rows", () => {
    const rows = epochBatches("shuffle", labels, 100, randomOfSeed(1)).flatMap((batch) => [...batch]);
    expect(rows.toSorted((a, b) => a - b)).toEqual(Array.from(labels.keys()));
  });

  it("leaves over what does not fill a batch", () => {
    const batches = epochBatches("shuffle", labels, 300, randomOfSeed(1));
    expect(batches.map((batch) => batch.length)).toEqual([300, 300, 300]);
    expect(new Set(batches.flatMap((batch) => [...batch])).size).toBe(900);
  });

  it("makes one batch of fewer rows than the size", () => {
    expect(epochBatches("shuffle", labels, 4096, randomOfSeed(1)).map((batch) => batch.length)).toEqual([1000]);
  });

  it("puts any row anywhere with the same chance", () => {
    const random = randomOfSeed(2);
    const three = Int32Array.of(0, 0, 0);
    const orders = countBy(Array.from({ length: 6000 }, () => epochBatches("shuffle", three, 3, random)[0].join("")));
    expect([...orders.keys()].toSorted()).toEqual(["012", "021", "102", "120", "201", "210"]);
    // The 0.999 quantile of chi-square with 5 degrees of freedom.
    expect(chiSquare([...orders.values()], 1000)).toBeLessThan(20.5);
  });
});

describe("weighted", () => {
  it("draws each class with the same chance, and each row of a class", () => {
    const rows = draws("weighted", 80);
    // 0.999 quantiles of chi-square with 3 and 9 degrees of freedom.
    expect(chiSquare([...countBy(rows.map((row) => labels[row])).values()], 20_000)).toBeLessThan(16.3);
    expect(chiSquare([...countBy(rows.filter((row) => row >= 990)).values()], 2_000)).toBeLessThan(27.9);
  });
});

describe("balanced", () => {
  it("puts the same number of each class into every batch", () => {
    const batches = epochBatches("balanced", labels, 100, randomOfSeed(4));
    expect(batches.length).toBe(10);
    for (const batch of batches) {
      expect([0, 1, 2, 3].map((label) => batch.filter((row) => labels[row] === label).length)).toEqual([
        25, 25, 25, 25,
      ]);
    }
  });

  it("draws each row of a class with the same chance", () => {
    const rare = draws("balanced", 80).filter((row) => row >= 990);
    expect(rare.length).toBe(20_000);
    expect(chiSquare([...countBy(rare).values()], 2_000)).toBeLessThan(27.9);
  });

  it("leaves out a class without rows", () => {
    const [batch] = epochBatches("balanced", Int32Array.of(0, 2, 2, 2), 4, randomOfSeed(5));
    expect([...batch].filter((row) => row === 0).length).toBe(2);
  });
});

describe("a minimum of minority samples", () => {
  const rare = (batch: Int32Array) => batch.filter((row) => row >= 990).length;

  it.each(["shuffle", "weighted", "balanced"] as const)("is in every batch of the sampler %s", (sampler) => {
    const batches = epochBatches(sampler, labels, 20, randomOfSeed(6), 8);
    expect(batches.length).toBe(50);
    expect(Math.min(...batches.map(rare))).toBe(8);
    expect(batches.every((batch) => batch.length === 20)).toBe(true);
  });

  it("changes nothing where the sampler gives enough", () => {
    const [plain, enough] = [0, 5].map((least) => epochBatches("balanced", labels, 20, randomOfSeed(7), least));
    expect(enough).toEqual(plain);
  });

  it("may be all of a batch that has fewer rows than it asks for", () => {
    const [batch] = epochBatches("shuffle", Int32Array.of(0, 0, 1), 64, randomOfSeed(8), 10);
    expect([...batch!]).toEqual([2, 2, 2]);
  });

  it("draws each of their rows with the same chance", () => {
    const random = randomOfSeed(9);
    const rows = Array.from({ length: 400 }, () => epochBatches("shuffle", labels, 500, random, 100)).flat();
    const counts = [...countBy(rows.flatMap((batch) => [...batch.filter((row) => row >= 990)])).values()];
    expect(counts.length).toBe(10);
    // 800 batches of 100 rows, 8,000 of each row; the rows that shuffle puts there itself only make them more even.
    expect(chiSquare(counts, 8_000)).toBeLessThan(27.9);
  });
});

function draws(sampler: "weighted" | "balanced", epochs: number): number[] {
  const random = randomOfSeed(3);
  return Array.from({ length: epochs }, () => epochBatches(sampler, labels, 1000, random)).flatMap(([batch]) => [
    ...batch,
  ]);
}

function countBy<T>(values: readonly T[]): Map<T, number> {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

function chiSquare(counts: readonly number[], expected: number): number {
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}
