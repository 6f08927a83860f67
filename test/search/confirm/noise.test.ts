import { expect, it } from "vitest";
import { trialSeed } from "../../../src/search/chance/stream.ts";
import { freshSeeds } from "../../../src/search/confirm/freshSeeds.ts";
import { jitterOf } from "../../../src/search/confirm/jitter.ts";
import { shrinkBest } from "../../../src/search/confirm/shrink.ts";

it("the jitter of values that alternate by 0.02 is that by the root of two, and the start of a curve has no say", () => {
  expect(jitterOf([[0, 0.3, 0.5, 0.52, 0.5, 0.52, 0.5]])).toBeCloseTo(0.02 / Math.SQRT2, 12);
  expect(jitterOf([[0.5], []])).toBe(0);
});

it("the best of values that differ by their noise alone is worth about their mean", () => {
  const values = [0.48, 0.49, 0.5, 0.5, 0.51, 0.52, 0.47, 0.53];
  const { value, interval } = shrinkBest(0.53, values, { error: 0, jitter: 0.02 })!;
  expect(Math.abs(value - 0.5)).toBeLessThan(0.012);
  expect(interval[0]).toBeLessThan(0.5);
});

it("the best of values that differ far beyond their noise keeps its value", () => {
  const values = [0.1, 0.3, 0.5, 0.7, 0.9];
  expect(shrinkBest(0.9, values, { error: 0.01, jitter: 0.01 })!.value).toBeCloseTo(0.9, 2);
});

it("the jitter of the best is shrunk altogether, and of its error over samples the part that is its own", () => {
  const values = [0.48, 0.49, 0.5, 0.5, 0.51, 0.52, 0.47, 0.53];
  const byJitter = shrinkBest(0.53, values, { error: 0, jitter: 0.015 })!;
  const byError = shrinkBest(0.53, values, { error: 0.015, jitter: 0 })!;
  const byBoth = shrinkBest(0.53, values, { error: 0.015, jitter: 0.015 })!;
  expect(byError.value).toBeLessThan(0.53 - 0.004);
  expect(byJitter.value).toBeLessThan(byError.value - 0.004);
  expect(byBoth.value).toBeLessThan(byJitter.value);
  // At least 0.3 of the variance of the error is shared by all: it shrinks nothing, and whoever is told a value has to be told of it.
  const width = ({ interval: [low, high] }: { interval: readonly [number, number] }) => high - low;
  const uncertain = shrinkBest(0.53, values, { error: 0.1, jitter: 0 })!;
  expect(width(uncertain)).toBeGreaterThan(2 * 1.96 * 0.1 * Math.sqrt(0.3));
  expect(width(byBoth)).toBeGreaterThan(width(byJitter));
});

it("two values say nothing of their spread, and no noise nothing of luck", () => {
  expect(shrinkBest(0.5, [0.4, 0.5], { error: 0.1, jitter: 0.1 })).toBeNull();
  expect(shrinkBest(0.5, [0.4, 0.5, 0.45], { error: 0, jitter: 0 })).toBeNull();
});

it("fresh seeds differ from each other and from those that are taken, and are the same at every asking", () => {
  const taken = new Set(freshSeeds(7, 3, new Set()));
  const fresh = freshSeeds(7, 5, taken);
  expect(new Set([...taken, ...fresh]).size).toBe(8);
  expect(freshSeeds(7, 5, taken)).toEqual(fresh);
  expect(fresh.filter((seed) => seed === trialSeed(7, 0))).toEqual([]);
});
