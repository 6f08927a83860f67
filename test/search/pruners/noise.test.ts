import { expect, it } from "vitest";
import { stream } from "../../../src/search/chance/stream.ts";
import { History } from "../../../src/search/history/history.ts";
import { noiseAt } from "../../../src/search/pruners/noise.ts";

it("is the deviation of independent noise around a straight line, whatever the slope", () => {
  const random = stream(11);
  const line = () => Array.from({ length: 60 }, (_, i) => 0.1 + 0.01 * i + 0.02 * random.normal());
  const { history, trial } = open(Array.from({ length: 32 }, line), []);
  // The median of some 600 strays misses the deviation by some 5 %.
  expect(noiseAt(history, trial, 40, null)).toBeGreaterThan(0.018);
  expect(noiseAt(history, trial, 40, null)).toBeLessThan(0.022);
});

it("is the same where steps are uneven", () => {
  const random = stream(12);
  const { history, trial } = open([], []);
  for (let peer = 0; peer < 32; peer++) {
    history.add({});
    for (let step = 1; step < 200; step += 1 + random.integer(5)) {
      history.report(peer + 1, step, 0.05 * random.normal(), null);
    }
  }
  expect(noiseAt(history, trial, 100, null)).toBeGreaterThan(0.045);
  expect(noiseAt(history, trial, 100, null)).toBeLessThan(0.055);
});

it("looks at curves around the step: what was long before plays no part", () => {
  const wild = Array.from({ length: 90 }, (_, i) => (i < 20 && i % 2 === 0 ? 1 : 0));
  expect(noiseOf([wild, wild], [], 80)).toBe(0);
  expect(noiseOf([wild, wild], [], 10)).toBeGreaterThan(0.5);
});

it("takes half of the variance from the counts, where no curve has a trend yet", () => {
  const { history, trial } = open([[0.5], [0.9]], []);
  expect(noiseAt(history, trial, 1, 0.04)).toBeCloseTo(0.04 * Math.SQRT1_2, 12);
  expect(noiseAt(history, trial, 1, null)).toBe(0);
});

it("learns from peers what three epochs cannot say, and leaves out what the trial itself has at the step", () => {
  const calm = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
  // Each inner point lies 0.2 beside the line between its neighbours, whose difference has a variance of 1.5.
  const jumpy = calm.map((value, i) => value + (i % 2 === 0 ? 0.1 : -0.1));
  expect(noiseOf([calm, calm], [0.1, 0.2])).toBeCloseTo(0, 12);
  expect(noiseOf([jumpy, jumpy], [0.1, 0.2])).toBeCloseTo((1.4826 * 0.2) / Math.sqrt(1.5), 12);
  expect(noiseOf([calm, calm], [0.1, 0.2, 9.9])).toBeCloseTo(0, 12);
});

it("is drawn from the peers' towards the trial's own as its curve grows", () => {
  const calm = Array.from({ length: 27 }, (_, i) => i / 100);
  const jumpy = calm.map((value, i) => value + (i % 2 === 0 ? 0.1 : -0.1));
  const own = [6, 12, 24].map((length) => noiseOf([calm, calm], jumpy.slice(0, length), length + 1));
  expect(own).toEqual(own.toSorted((a, b) => a - b));
  expect(own[2]).toBeLessThan((1.4826 * 0.2) / Math.sqrt(1.5));
});

it("asks only peers that have come to the step, and never counts the trial itself among them", () => {
  const calm = Array.from({ length: 9 }, (_, i) => i / 10);
  const jumpy = calm.map((value, i) => value + (i % 2 === 0 ? 0.1 : -0.1));
  const jumpyTo = (last: number) => Array.from({ length: 8 }, () => jumpy.slice(0, last));
  expect(noiseOf([...jumpyTo(6), calm], [0.1, 0.2], 6)).toBeGreaterThan(0.05);
  expect(noiseOf([...jumpyTo(5), calm], [0.1, 0.2], 6)).toBeCloseTo(0, 12);
  // An earlier attempt of the trial itself that went beyond the step.
  expect(noiseOf([], jumpy, 3)).toBe(0);
});

it("asks the newest peers, as many as it can look at in time", () => {
  const calm = Array.from({ length: 9 }, (_, i) => i / 10);
  const jumpy = calm.map((value, i) => value + (i % 2 === 0 ? 0.1 : -0.1));
  const many = (count: number, curve: readonly number[]) => Array.from({ length: count }, () => curve);
  expect(noiseOf([...many(40, jumpy), ...many(32, calm)], [0.1, 0.2])).toBeCloseTo(0, 12);
  expect(noiseOf([...many(40, calm), ...many(32, jumpy)], [0.1, 0.2])).toBeGreaterThan(0.1);
});

function noiseOf(peers: readonly (readonly number[])[], own: readonly number[], step = 3): number {
  const { history, trial } = open(peers, own);
  return noiseAt(history, trial, step, null);
}

function open(peers: readonly (readonly number[])[], own: readonly number[]) {
  const history = new History({ space: [], direction: "maximize", maxStep: 3_000, rungs: [] });
  for (const curve of [...peers, own]) {
    const trial = history.add({});
    curve.forEach((value, i) => {
      history.report(trial, i + 1, value, null);
    });
  }
  return { history, trial: peers.length };
}
