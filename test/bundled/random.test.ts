import { expect, it } from "vitest";
import { randomFrom, randomOfSeed } from "../../src/bundled/random.ts";

it("is xoshiro128** 1.1: the reference implementation's words from the state 1, 2, 3, 4", () => {
  // The values that rand_xoshiro's tests hold, produced with https://prng.di.unimi.it/xoshiro128starstar.c
  const wanted = [11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804];
  const random = randomFrom([1, 2, 3, 4]);
  expect(wanted.map(() => random.next() * 2 ** 32)).toEqual(wanted);
});

it("goes on from its state", () => {
  const random = randomOfSeed(7);
  random.gaussian();
  const later = randomFrom(random.state());
  expect([later.next(), later.gaussian(), later.below(10)]).toEqual([
    random.next(),
    random.gaussian(),
    random.below(10),
  ]);
});

it("gives another stream for the next seed, for 0 and for the largest", () => {
  const firsts = [0, 1, 2, 2 ** 32 - 1, 2 ** 32 - 2].map((seed) => randomOfSeed(seed).next());
  expect(new Set(firsts).size).toBe(5);
});

it("draws normal values: mean 0, variance 1, kurtosis 3", () => {
  const random = randomOfSeed(1);
  const draws = Array.from({ length: 100_000 }, () => random.gaussian());
  const moment = (power: number) => draws.reduce((sum, draw) => sum + draw ** power, 0) / draws.length;
  // Four standard errors each: √(1/n), √(2/n), √(96/n).
  expect(Math.abs(moment(1))).toBeLessThan(0.0127);
  expect(Math.abs(moment(2) - 1)).toBeLessThan(0.0179);
  expect(Math.abs(moment(4) - 3)).toBeLessThan(0.124);
});
