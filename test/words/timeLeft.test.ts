import { expect, it } from "vitest";
import type { Sweep } from "../../src/cli/sweep.ts";
import { timeLeft, timeLeftText } from "../../src/words/timeLeft.ts";
import { sweep } from "../cli/sweeps.ts";

const S = 1_000;
const NONE = { completed: 0, pruned: 0, failed: 0, preempted: 0, cancelled: 0, running: 0, waiting: 0 };
const BUDGET = { ...sweep().budget, trials: 20, parallel: 2, epochsPerTrial: 10 };

function at(run: number, elapsedMs: number, more: Partial<Sweep> = {}): Sweep {
  return sweep({
    best: null,
    trials: NONE,
    epochs: { run, full: run, saved: 0 },
    epochsCharged: run,
    budget: BUDGET,
    elapsedMs,
    ...more,
  });
}

it("nobody knows before some epochs are trained, nor of a sweep that is paused or over", () => {
  expect(timeLeft(at(0, S), at(0, 0), S)).toBeNull();
  expect(timeLeft(at(2, S), at(0, 0), S)).toBeNull();
  expect(timeLeft(at(50, S, { state: "paused" }), at(0, 0), S)).toBeNull();
});

it("without pruning it is the rest of the epochs at the pace so far, more surely the more there were", () => {
  const trials = { ...NONE, completed: 10 };
  const left = timeLeft(at(100, 50 * S, { trials, epochs: { run: 100, full: 100, saved: 0 } }), at(0, 0), 50 * S)!;
  // 100 epochs of 0.5 s, to within a tenth.
  expect(left.lowMs).toBeCloseTo(45 * S, 3);
  expect(left.highMs).toBeCloseTo(55 * S, 3);
});

it("takes its pace from the time in which it was looked at, not from an outage before", () => {
  const trials = { ...NONE, completed: 10 };
  const now = at(100, 3_600 * S, { trials, epochs: { run: 100, full: 100, saved: 0 } });
  const since = at(60, 3_580 * S);
  // 40 epochs in 20 s.
  expect(timeLeft(now, since, 3_600 * S)!.highMs).toBeLessThan(60 * S);
});

it("with pruning the range reaches from few epochs a trial to the most that the mean allows", () => {
  const trials = { ...NONE, completed: 2, pruned: 8 };
  const now = at(28, 28 * S, { trials, epochs: { run: 28, full: 100, saved: 72 } });
  const { lowMs, highMs } = timeLeft(now, at(0, 0), 28 * S)!;
  // 10 trials at 2.8 epochs a trial are 28 s.
  expect(lowMs).toBeGreaterThan(0);
  expect(lowMs).toBeLessThan(28 * S);
  expect(highMs).toBeGreaterThan(28 * S);
  expect(highMs).toBeLessThanOrEqual(1.2 * 100 * S);
});

it("ends with the wall time and the epochs in all, and has room for the confirmation", () => {
  const trials = { ...NONE, completed: 10 };
  const epochs = { run: 100, full: 100, saved: 0 };
  const limited = (budget: Partial<Sweep["budget"]>) =>
    timeLeft(at(100, 50 * S, { trials, epochs, budget: { ...BUDGET, ...budget } }), at(0, 0), 50 * S)!;
  expect(limited({ wallTimeMs: 60 * S }).highMs).toBe(10 * S);
  expect(limited({ totalEpochs: 120 }).highMs).toBeCloseTo(11 * S, 3);
  const charged = at(100, 50 * S, { trials, epochs, budget: { ...BUDGET, totalEpochs: 120 }, epochsCharged: 110 });
  expect(timeLeft(charged, at(0, 0), 50 * S)!.highMs).toBeCloseTo(5.5 * S, 3);
  expect(limited({ confirmationEpochs: 100 })).toMatchObject({
    lowMs: expect.closeTo(63 * S, 3),
    highMs: expect.closeTo(110 * S, 3),
  });
});

it.each([
  [190 * S, 520 * S, "3 to 9 min left"],
  [40 * S, 250 * S, "40 s to 5 min left"],
  [130 * S, 175 * S, "2 to 3 min left"],
  [0, 250 * S, "up to 5 min left"],
  [7_200 * S, 7_200 * S, "about 2 h left"],
  [40_000 * S, 400_000 * S, "11 h to 5 d left"],
])("%i to %i ms are %s", (lowMs, highMs, text) => {
  expect(timeLeftText({ lowMs, highMs })).toBe(text);
});
