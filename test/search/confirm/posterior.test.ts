import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fitAdditive, type SeedValues } from "../../../src/search/confirm/additive.ts";
import { chiSquares, DRAWS } from "../../../src/search/confirm/draws.ts";
import { estimate } from "../../../src/search/confirm/estimate.ts";
import { judgeFinalists } from "../../../src/search/confirm/judge.ts";
import { chancesOfBest, posterior } from "../../../src/search/confirm/posterior.ts";

// Numbers of numpy and scipy, by brute force where there is no formula: see make_scipy.py.
const scipy: Fixture = JSON.parse(readFileSync(join(import.meta.dirname, "scipy.json"), "utf8"));

interface Fixture {
  readonly additive: Record<string, { table: SeedValues[] } & ReturnType<typeof fitAdditive>>;
  readonly hierarchy: Record<
    string,
    { table: number[][]; mean: number[]; interval: [number, number][]; best: number[]; above: number[][] }
  >;
  readonly single: { values: number[]; interval: [number, number] }[];
  readonly chiSquare: Record<string, number[]>;
}

const seedsAlone = { baseline: null, searched: [], error: 0 };

describe("the additive fit", () => {
  it.each(Object.entries(scipy.additive))("is that of least squares: %s", (_, { table, ...expected }) => {
    const found = fitAdditive(table);
    expect(found.means).toEqual(expected.means.map((mean) => expect.closeTo(mean, 10)));
    expect(found.effects).toEqual(expected.effects.map((effect) => expect.closeTo(effect, 10)));
    expect(found.residual).toBeCloseTo(expected.residual, 12);
    expect(found.degrees).toBe(expected.degrees);
  });
});

describe("the fixed draws", () => {
  it.each(Object.entries(scipy.chiSquare))("of chi-square with %s degrees have its quantiles", (degrees, quantiles) => {
    const drawn = chiSquares(Number(degrees), 0).sort();
    [0.025, 0.25, 0.5, 0.75, 0.975].forEach((share, i) => {
      const below = drawn.filter((value) => value <= quantiles[i]!).length / DRAWS;
      // Three standard errors of a share of so many draws.
      expect(Math.abs(below - share)).toBeLessThan(3 * Math.sqrt((share * (1 - share)) / DRAWS));
    });
  });
});

describe("the posterior", () => {
  it.each(Object.entries(scipy.hierarchy))(
    "is that of the joint normal model: %s",
    (_, { table, mean, interval, best }) => {
      const known = posterior({ finalists: table, ...seedsAlone })!;
      const width = Math.max(...interval.map(([low, high]) => high - low));
      known.finalists.forEach((truth, i) => {
        const told = estimate(truth.map((value, draw) => value + known.shared[draw]!));
        expect(Math.abs(told.value - mean[i]!)).toBeLessThan(0.02 * width);
        expect(Math.abs(told.interval[0] - interval[i]![0])).toBeLessThan(0.08 * width);
        expect(Math.abs(told.interval[1] - interval[i]![1])).toBeLessThan(0.08 * width);
        expect(chancesOfBest(known)[i]).toBeCloseTo(best[i]!, 1);
      });
    },
  );

  it.each(Object.entries(scipy.hierarchy))(
    "says of the best against each other, and of each against the next, how surely it is better: %s",
    (_, { table, mean, above }) => {
      const ranked = mean.map((_, i) => i).sort((a, b) => mean[b]! - mean[a]!);
      const asked = [
        ...ranked.slice(1).map((i) => [ranked[0], i]),
        ...ranked.slice(2).map((i, k) => [ranked[k + 1], i]),
      ];
      const { pairs } = judgeFinalists({ finalists: table, ...seedsAlone })!;
      expect(pairs.map(({ better, worse }) => [better, worse])).toEqual(asked);
      for (const { better, worse, probability } of pairs) {
        // Three standard errors of a share of so many draws, and what the fixed draws and the grid of the noise leave.
        const share = above[better]![worse]!;
        const room = 3 * Math.sqrt((share * (1 - share)) / DRAWS) + 0.01;
        expect(Math.abs(probability - share), `${better} against ${worse}: ${probability}, ${share}`).toBeLessThan(
          room,
        );
      }
    },
  );

  it("tells two apart that differ by far more than their noise", () => {
    const { pairs } = judgeFinalists({
      finalists: [
        [0.7, 0.71, 0.72],
        [0.6, 0.61, 0.62],
      ],
      ...seedsAlone,
    })!;
    expect(pairs).toEqual([{ better: 0, worse: 1, probability: expect.any(Number), apart: true }]);
    expect(pairs[0]!.probability).toBeGreaterThan(0.99);
  });

  it.each(scipy.single)("of one configuration alone is Student's: $values", ({ values, interval }) => {
    const told = judgeFinalists({ finalists: [values], ...seedsAlone })!.finalists[0]!;
    const width = interval[1] - interval[0];
    expect(Math.abs(told.interval[0] - interval[0])).toBeLessThan(0.08 * width);
    expect(Math.abs(told.interval[1] - interval[1])).toBeLessThan(0.08 * width);
  });

  it("says nothing before a second seed", () => {
    expect(posterior({ finalists: [[0.5], [0.6]], ...seedsAlone })).toBeNull();
    expect(posterior({ finalists: [], ...seedsAlone })).toBeNull();
  });

  it("is the same at every asking", () => {
    const evidence = {
      finalists: [
        [0.5, 0.52],
        [0.51, 0.55],
      ],
      baseline: [0.4, 0.45],
      searched: [0.5, 0.6, 0.4],
      error: 0.02,
    };
    expect(judgeFinalists(evidence)).toEqual(judgeFinalists(structuredClone(evidence)));
  });

  it("of trainers that do not heed their seed tells equals apart by nothing and others at once", () => {
    const [a, b, c] = judgeFinalists({
      finalists: [
        [0.6, 0.6],
        [0.6, 0.6],
        [0.5, 0.5],
      ],
      ...seedsAlone,
    })!.finalists;
    expect([a!.probabilityBest, b!.probabilityBest, c!.probabilityBest].map((p) => p.toFixed(1))).toEqual([
      "0.5",
      "0.5",
      "0.0",
    ]);
  });

  it("chooses among those that may be chosen, whatever the others reach", () => {
    const finalists = [
      [0.7, 0.71, 0.72],
      [0.6, 0.61, 0.62],
      [0.59, 0.62, 0.61],
    ];
    const all = judgeFinalists({ finalists, ...seedsAlone })!;
    const some = judgeFinalists({ finalists, ...seedsAlone, qualified: [false, true, true] })!;
    expect(all).toMatchObject({ winner: 0, indistinguishable: [] });
    expect(some).toMatchObject({ winner: 1, indistinguishable: [2] });
    const chances = some.finalists.map(({ probabilityBest }) => probabilityBest);
    expect(chances[0]).toBe(0);
    expect(chances[1]! + chances[2]!).toBeCloseTo(1, 10);
    // What is expected of each is the same as ever.
    expect(some.finalists.map(({ value }) => value)).toEqual(all.finalists.map(({ value }) => value));
    expect(judgeFinalists({ finalists, ...seedsAlone, qualified: [false, false, false] })).toBeNull();
  });

  it("keeps the error of the samples however many seeds there are", () => {
    const many = Array.from({ length: 20 }, (_, k) => 0.5 + 0.01 * Math.sin(k));
    const others = Array.from({ length: 20 }, (_, k) => 0.48 + 0.01 * Math.cos(7 * k));
    const evidence = { finalists: [many, others], baseline: null, searched: [] };
    const [low, high] = judgeFinalists({ ...evidence, error: 0.03 })!.finalists[0]!.interval;
    expect((high - low) / 2).toBeGreaterThan(1.8 * 0.03);
    const [lower, higher] = judgeFinalists({ ...evidence, error: 0 })!.finalists[0]!.interval;
    expect(higher - lower).toBeLessThan(0.02);
  });
});
