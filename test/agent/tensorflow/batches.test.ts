import { describe, expect, it } from "vitest";
import { epochBatches } from "../../../src/agent/trainer/tensorflow/batches.ts";
import { randomOfSeed } from "../../../src/agent/trainer/tensorflow/random.ts";

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
