import { expect, it } from "vitest";
import { augment } from "../../../src/agent/trainer/tensorflow/augment.ts";
import { randomOfSeed } from "../../../src/agent/trainer/tensorflow/random.ts";

it("changes nothing and draws nothing at strength 0", () => {
  const random = randomOfSeed(1);
  const features = Float32Array.of(1, 2, 3, 4);
  augment(features, 2, 0, random);
  expect([...features]).toEqual([1, 2, 3, 4]);
  expect(random.state()).toEqual(randomOfSeed(1).state());
});

it("drops 15 % of the values at full strength and 6 % at 0.4", () => {
  // Four standard errors of a share of 100,000.
  expect(Math.abs(droppedShare(1) - 0.15)).toBeLessThan(0.0046);
  expect(Math.abs(droppedShare(0.4) - 0.06)).toBeLessThan(0.0031);
});

it("adds noise of deviation 0.35 to a zero, and to a large value mostly the row's factor of deviation 0.25", () => {
  // Kept values at full strength: f·(x + e), so the variance of a zero is E[f²]·0.35², and that of x is x²·0.25² besides.
  const zero = kept(0);
  const large = kept(100);
  expect(variance(zero)).toBeCloseTo((1 + 0.25 ** 2) * 0.35 ** 2, 2);
  expect(variance(large) / 100 ** 2).toBeCloseTo(0.25 ** 2, 2);
});

it("scales the values of one row by the same factor", () => {
  const features = new Float32Array(8).fill(1e6);
  augment(features, 8, 1, randomOfSeed(3));
  const factors = features.filter((value) => value !== 0).map((value) => value / 1e6);
  expect(factors.length).toBeGreaterThan(2);
  expect(Math.max(...factors) - Math.min(...factors)).toBeLessThan(1e-5);
});

function droppedShare(strength: number): number {
  const features = new Float32Array(100_000).fill(5);
  augment(features, 10, strength, randomOfSeed(2));
  return features.filter((value) => value === 0).length / features.length;
}

function kept(value: number): Float32Array {
  const features = new Float32Array(100_000).fill(value);
  augment(features, 1, 1, randomOfSeed(2));
  return features.filter((value) => value !== 0);
}

function variance(values: Float32Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}
