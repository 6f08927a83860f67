import { describe, expect, it } from "vitest";
import type { ImportanceProblem } from "../../../src/search/importance/problem.ts";
import { weigh } from "../../../src/search/importance/weigh.ts";
import { additive, conditional, drawn, float, ishigami, type KnownShares } from "./drawn.ts";

const NOISE = 0.9;

describe("shares that are known by hand", () => {
  it.each([
    { name: "an additive function", known: additive, within: 0.03 },
    { name: "Ishigami's function, where a third of the variance is an interaction", known: ishigami, within: 0.1 },
    { name: "a parameter that exists in half of the space", known: conditional, within: 0.03 },
  ])("are found for $name", ({ known, within }) => {
    const { params, reason } = weigh(drawn(known, 500, 1));
    expect(reason).toBeNull();
    expect(params.map(({ name }) => name)).toEqual(Object.keys(known.shares));
    for (const { name, importance, interval } of params) {
      expect(Math.abs(importance! - known.shares[name]!), name).toBeLessThan(within);
      expect(interval![0], name).toBeLessThanOrEqual(known.shares[name]!);
      expect(interval![1], name).toBeGreaterThanOrEqual(known.shares[name]!);
    }
  });

  it("stay what they are when the values are noisy, and the intervals become wider", () => {
    const exact = weigh(drawn(additive, 500, 2)).params[0]!;
    const noisy = weigh(drawn(additive, 500, 2, NOISE)).params[0]!;
    expect(Math.abs(noisy.importance! - 16 / 21)).toBeLessThan(0.08);
    expect(widthOf(noisy.interval!)).toBeGreaterThan(1.3 * widthOf(exact.interval!));
  });

  it("are near 0 where a parameter does nothing, however noisy the values", () => {
    for (const { importance, interval } of weigh(drawn(additive, 400, 3, NOISE)).params.slice(3)) {
      expect(importance).toBeLessThan(0.02);
      expect(interval![0]).toBe(0);
      expect(interval![1]).toBeLessThan(0.08);
    }
  });

  it("do not depend on the unit of the values or their direction", () => {
    const problem = drawn(additive, 200, 4, NOISE);
    const shifted = { ...problem, values: problem.values.map((value) => 1000 - 50 * value) };
    weigh(shifted).params.forEach(({ importance }, i) => {
      // Of cuts that gain the same to the last digit rounding chooses.
      expect(Math.abs(importance! - weigh(problem).params[i]!.importance!)).toBeLessThan(0.01);
    });
  });
});

// What the docs say of the intervals, by simulation.
it.each([
  { name: "additive", known: additive, trials: 150, noise: 0, share: 0.9 },
  { name: "noisy additive", known: additive, trials: 150, noise: NOISE, share: 0.9 },
  { name: "conditional", known: conditional, trials: 150, noise: 0, share: 0.9 },
])("intervals hold the shares of nearly all sweeps: $name", ({ known, trials, noise, share }) => {
  const effects = Array.from({ length: 20 }, (_, sweep) => weigh(drawn(known, trials, 100 + sweep, noise)).params)
    .flat()
    .filter(({ name, interval }) => known.shares[name]! > 0 && interval !== null);
  const held = effects.filter(({ name, interval }) => {
    return interval![0] <= known.shares[name]! && known.shares[name]! <= interval![1];
  });
  expect(effects.length).toBeGreaterThan(30);
  expect(held.length / effects.length).toBeGreaterThanOrEqual(share);
});

describe("a reason stands in place of numbers", () => {
  it("with too few trials", () => {
    expect(weigh(drawn(additive, 29, 1))).toMatchObject({
      params: [],
      trials: 29,
      reason: "29 trials have a value at step 1, and it takes 30",
    });
  });

  it("while no trial has a value", () => {
    expect(weigh({ ...drawn(additive, 0, 1), step: null })).toMatchObject({
      step: null,
      reason: "no trial has a value yet",
    });
  });

  it("where all values are the same", () => {
    const problem = drawn(additive, 50, 1);
    expect(weigh({ ...problem, values: problem.values.fill(0.3) }).reason).toBe("all values at step 1 are the same");
  });

  it("where all is luck", () => {
    const luck: KnownShares = { ...additive, evaluate: () => 0 };
    for (const seed of [1, 2, 3]) expect(weigh(drawn(luck, 200, seed, 1)).reason).toMatch(/what is luck/);
  });

  it("for one parameter alone: where it exists nothing can be told from luck", () => {
    const quiet: KnownShares = {
      ...conditional,
      evaluate: (params) => (params.r === undefined ? 3 * Number(params.s) : 0),
    };
    const { params } = weigh(drawn(quiet, 300, 1, 0.3));
    expect(params[1]).toEqual({ name: "r", importance: null, interval: null });
    expect(params[2]!.importance).toBeGreaterThan(0.2);
  });
});

it("the same problem has the same numbers, and another stream others that are near", () => {
  const problem = drawn(ishigami, 300, 5);
  const other: ImportanceProblem = { ...problem, random: { ...problem.random, key: [1, 2] } };
  expect(weigh(problem)).toEqual(weigh(structuredClone(problem)));
  expect(weigh(other)).not.toEqual(weigh(problem));
  weigh(other).params.forEach(({ importance }, i) => {
    expect(Math.abs(importance! - weigh(problem).params[i]!.importance!)).toBeLessThan(0.1);
  });
});

it("a parameter with a single value has no share", () => {
  const known: KnownShares = {
    space: [float("a", 0, 1), { name: "only", type: "categorical", values: ["x"], when: {} }],
    shares: {},
    evaluate: ({ a }) => Number(a),
  };
  const [a, only] = weigh(drawn(known, 100, 1)).params;
  expect(a!.importance).toBeGreaterThan(0.99);
  expect(only!.importance).toBe(0);
});

function widthOf([low, high]: readonly [number, number]): number {
  return high - low;
}
