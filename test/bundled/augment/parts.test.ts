import { describe, expect, it } from "vitest";
import { betaOf } from "../../../src/bundled/augment/beta.ts";
import { cutMix } from "../../../src/bundled/augment/cutMix.ts";
import { cutout } from "../../../src/bundled/augment/cutout.ts";
import { drop } from "../../../src/bundled/augment/drop.ts";
import { mixup } from "../../../src/bundled/augment/mixup.ts";
import { noise } from "../../../src/bundled/augment/noise.ts";
import type { SamplePart } from "../../../src/bundled/augment/part.ts";
import { scale } from "../../../src/bundled/augment/scale.ts";
import { shift } from "../../../src/bundled/augment/shift.ts";
import { specAugment } from "../../../src/bundled/augment/specAugment.ts";
import { warp } from "../../../src/bundled/augment/warp.ts";
import { randomOfSeed } from "../../../src/bundled/random.ts";

/** What a part makes of one sample, many times. */
function results(
  part: SamplePart,
  sample: readonly number[],
  shape: readonly number[],
  strength: number,
  times: number,
) {
  const random = randomOfSeed(2);
  return Array.from({ length: times }, () => {
    const changed = Float32Array.from(sample);
    part(changed, shape, strength, random);
    return [...changed];
  });
}

const ones = (length: number) => new Array<number>(length).fill(1);
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
function variance(values: readonly number[]): number {
  const middle = mean(values);
  return mean(values.map((value) => (value - middle) ** 2));
}

it("noise has deviation 0.35 at full strength and 0.14 at 0.4, around the value", () => {
  for (const strength of [1, 0.4]) {
    const values = results(noise, ones(10), [10], strength, 5000).flat();
    const deviation = 0.35 * strength;
    // Four standard errors of the mean and of the variance of 50,000.
    expect(Math.abs(mean(values) - 1)).toBeLessThan(4 * deviation * Math.sqrt(1 / 50_000));
    expect(Math.abs(variance(values) / deviation ** 2 - 1)).toBeLessThan(4 * Math.sqrt(2 / 50_000));
  }
});

it("scale multiplies a whole sample with one factor of deviation 0.25", () => {
  const rows = results(scale, [1, 2, -4], [3], 1, 20_000);
  for (const [one, two, four] of rows) expect([two! / one!, four! / one!]).toEqual([2, -4]);
  expect(Math.abs(variance(rows.map(([one]) => one!)) / 0.25 ** 2 - 1)).toBeLessThan(4 * Math.sqrt(2 / 20_000));
});

it("drop sets 15 % of the values to zero at full strength and 6 % at 0.4", () => {
  const share = (strength: number) =>
    mean(
      results(drop, ones(10), [10], strength, 10_000)
        .flat()
        .map((value) => 1 - value),
    );
  // Four standard errors of a share of 100,000.
  expect(Math.abs(share(1) - 0.15)).toBeLessThan(0.0046);
  expect(Math.abs(share(0.4) - 0.06)).toBeLessThan(0.0031);
});

describe("shift", () => {
  it("moves a series by up to a tenth of its length either way, each way as often, and repeats the border", () => {
    const times = Array.from({ length: 20 }, (_, at) => at);
    const found = new Map<number, number>();
    for (const moved of results(shift, times, [20, 1], 1, 5000)) {
      const by = 10 - moved[10]!;
      expect(moved).toEqual(times.map((at) => Math.min(19, Math.max(0, at - by))));
      found.set(by, (found.get(by) ?? 0) + 1);
    }
    expect([...found.keys()].toSorted((a, b) => a - b)).toEqual([-2, -1, 0, 1, 2]);
    // The 0.999 quantile of chi-square with 4 degrees of freedom.
    expect([...found.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0)).toBeLessThan(18.5);
  });

  it("moves an image along both axes, its channels together", () => {
    const image = Array.from({ length: 200 }, (_, at) => at);
    const corners = results(shift, image, [10, 10, 2], 1, 300).map((moved) => {
      // The pixel in row 5, column 5 has come from one of its neighbours.
      const from = moved[110]! / 2;
      expect(moved[111]).toBe(moved[110]! + 1);
      return `${5 - Math.floor(from / 10)},${5 - (from % 10)}`;
    });
    expect(new Set(corners).size).toBe(9);
  });
});

describe("time warp", () => {
  const times = Array.from({ length: 101 }, (_, at) => at);

  it("keeps the ends and the order, and moves no time further than a tenth of the length", () => {
    for (const warped of results(warp, times, [101, 1], 1, 200)) {
      expect([warped[0], warped[100]]).toEqual([0, 100]);
      expect(warped.every((value, at) => at === 0 || value > warped[at - 1]!)).toBe(true);
      expect(Math.max(...warped.map((value, at) => Math.abs(value - at)))).toBeLessThan(10.001);
    }
  });

  it("stretches both sides of one point evenly", () => {
    for (const warped of results(warp, times, [101, 1], 1, 50)) {
      const slopes = warped.slice(1).map((value, at) => (value - warped[at]!).toFixed(3));
      // One slope before the point, one after it, and at most one step across it.
      expect(new Set(slopes).size).toBeLessThanOrEqual(3);
    }
  });

  it("leaves a series alone that is too short for it", () => {
    expect(results(warp, [1, 2], [2, 1], 1, 1)).toEqual([[1, 2]]);
  });
});

describe("cutout", () => {
  it("sets one square with half the side to zero at full strength, less where it crosses the border", () => {
    const sizes = results(cutout, ones(400), [20, 20, 1], 1, 500).map((image) => {
      const rows = Array.from({ length: 20 }, (_, row) => image.slice(row * 20, row * 20 + 20));
      const cut = rows.filter((row) => row.includes(0));
      // Every row that is cut is cut at the same places.
      expect(new Set(cut.map(String)).size).toBe(1);
      return cut.length * cut[0]!.filter((value) => value === 0).length;
    });
    expect(Math.max(...sizes)).toBe(100);
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(25);
  });

  it("covers a place as often as any other that is no nearer to the border", () => {
    const covered = results(cutout, ones(40), [40, 1], 1, 20_000);
    const share = (at: number) => covered.filter((series) => series[at] === 0).length / covered.length;
    // 20 of 40 centres reach a place in the middle, 10 of 40 the first one. Four standard errors of 20,000.
    expect(Math.abs(share(20) - 0.5)).toBeLessThan(0.0142);
    expect(Math.abs(share(0) - 11 / 40)).toBeLessThan(0.0127);
  });
});

describe("SpecAugment (its definition: f from 0 to F rows anywhere, t from 0 to T columns anywhere)", () => {
  const masked = results(specAugment, ones(40 * 100), [40, 100, 1], 0.5, 4000).map((image) => {
    const rows = Array.from({ length: 40 }, (_, row) => image.slice(row * 100, row * 100 + 100));
    const frequencies = rows.map((row) => row.every((value) => value === 0));
    const open = rows[frequencies.indexOf(false)]!;
    const times = open.map((value) => value === 0);
    // Nothing else is masked.
    rows.forEach((row, at) => {
      expect(row).toEqual(frequencies[at] ? new Array(100).fill(0) : open);
    });
    return { frequencies, times };
  });

  it.each([
    ["frequencies", 8],
    ["times", 20],
  ] as const)("at strength 0.5 masks 0 to %s %i, each as often, all adjacent", (axis, widest) => {
    const counts = new Array<number>(widest + 1).fill(0);
    for (const { [axis]: mask } of masked) {
      const size = mask.filter(Boolean).length;
      expect(mask.lastIndexOf(true) - mask.indexOf(true) + Math.min(size, 1)).toBe(size);
      counts[size]!++;
    }
    const expected = masked.length / counts.length;
    // The 0.999 quantiles of chi-square with 8 and with 20 degrees of freedom are 26.1 and 45.3.
    const limit = widest === 8 ? 26.1 : 45.3;
    expect(counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)).toBeLessThan(limit);
  });

  it("masks an image that is smaller than its widest masks", () => {
    expect(
      results(specAugment, ones(6), [2, 3, 1], 1, 50)
        .flat()
        .every((value) => value === 0 || value === 1),
    ).toBe(true);
  });
});

/** Three rows of one series each, and their one-hot truth. */
const batch = () => ({
  rows: 3,
  shape: [4, 1],
  features: Float32Array.of(1, 1, 1, 1, 10, 10, 10, 10, 100, 100, 100, 100),
  truth: Float32Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1),
});

describe("mixup (its definition: λ·x + (1 − λ)·x', and the same of the truth)", () => {
  it("mixes features and truth of each row with one partner in the same shares", () => {
    const random = randomOfSeed(4);
    for (let time = 0; time < 50; time++) {
      const { features, truth } = batch();
      mixup({ ...batch(), features, truth }, 1, random);
      for (let row = 0; row < 3; row++) {
        const [a, b, c] = truth.subarray(3 * row, 3 * row + 3);
        const wanted = a! + 10 * b! + 100 * c!;
        for (const value of features.subarray(4 * row, 4 * row + 4)) expect(value).toBeCloseTo(wanted, 3);
      }
    }
  });

  it("draws λ from Beta(0.4, 0.4) at full strength: mean 1/2, variance 1/(4·(2·0.4 + 1))", () => {
    const random = randomOfSeed(6);
    const draws = Array.from({ length: 40_000 }, () => betaOf(0.4, random));
    expect(draws.every((draw) => draw >= 0 && draw <= 1)).toBe(true);
    const wanted = 1 / (4 * 1.8);
    expect(Math.abs(mean(draws) - 0.5)).toBeLessThan(4 * Math.sqrt(wanted / 40_000));
    expect(Math.abs(variance(draws) / wanted - 1)).toBeLessThan(0.02);
  });

  it("draws numbers for an alpha near nothing too", () => {
    const random = randomOfSeed(6);
    const draws = Array.from({ length: 1000 }, () => betaOf(1e-4, random));
    expect(draws.every((draw) => draw >= 0 && draw <= 1)).toBe(true);
  });
});

describe("CutMix (its definition: a box of another row, and the truth by its area)", () => {
  it("mixes the truth by the share of values that came from the partner", () => {
    const random = randomOfSeed(4);
    const shares = Array.from({ length: 300 }, () => {
      const { features, truth } = batch();
      cutMix({ ...batch(), features, truth }, 1, random);
      for (let row = 0; row < 3; row++) {
        const values = [...features.subarray(4 * row, 4 * row + 4)];
        const wanted = [1, 10, 100].map((own) => values.filter((value) => value === own).length / 4);
        expect([...truth.subarray(3 * row, 3 * row + 3)]).toEqual(wanted);
      }
      return truth[0]!;
    });
    expect(new Set(shares)).toEqual(new Set([0, 0.25, 0.5, 0.75, 1]));
  });

  it("leaves a batch alone with a chance of one minus the strength, and then draws nothing more", () => {
    const random = randomOfSeed(5);
    const alone = Array.from({ length: 2000 }, () => {
      let draws = 0;
      const next = () => {
        draws++;
        return random.next();
      };
      cutMix(batch(), 0.3, { ...random, next });
      return draws === 1;
    });
    // Four standard errors of 2000.
    expect(Math.abs(alone.filter(Boolean).length / 2000 - 0.7)).toBeLessThan(0.041);
  });
});
