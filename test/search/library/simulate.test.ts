import { describe, expect, it } from "vitest";
import { type SimulatedSweep, simulate } from "../../../src/search/library/simulate.ts";

const SWEEP: SimulatedSweep = {
  space: [{ type: "float", name: "rate", min: 1e-4, max: 1, scale: "log", step: null, when: {} }],
  direction: "maximize",
  sampler: { name: "random", seed: 0 },
  pruner: { name: "none" },
  trials: 20,
  parallel: 4,
  epochsPerTrial: 9,
  totalEpochs: null,
  rounds: null,
};

describe("a sweep as people write it", () => {
  const plain = {
    space: [
      { name: "loss", type: "categorical", values: ["cross_entropy", "focal"] },
      { name: "gamma", type: "float", min: 0.5, max: 5, when: { loss: ["focal"] } },
      { name: "rate", type: "float", min: 1e-4, max: 1, scale: "log" },
    ],
    trials: 30,
    epochsPerTrial: 9,
  } as const;

  it("is simulated with its defaults filled in", () => {
    const { steps, runs } = simulate(plain, 2);
    expect(steps).toEqual([1, 3, 9]);
    expect(runs.map(({ trials, reached }) => [trials, reached[0]])).toEqual([
      [30, 30],
      [30, 30],
    ]);
    const filled = { ...plain, direction: "maximize", parallel: 1, totalEpochs: null, rounds: null } as const;
    expect(simulate(filled, 2)).toEqual({ steps, runs });
  });

  it("is refused with everything that is wrong with it", () => {
    const wrong = { ...plain, space: [{ name: "x", type: "float", min: 2, max: 1 }], trials: undefined, epochs: 9 };
    expect(() => simulate(wrong as never, 1)).toThrow(
      /space\[0\].min: 2 must be less than max[\s\S]*sweep.trials: is missing[\s\S]*sweep.epochs: unknown key/,
    );
    expect(() => simulate(plain, 0)).toThrow("simulate.runs: 0 must be a whole number of at least 1");
    expect(() => simulate(plain, undefined as never)).toThrow("simulate.runs: is missing");
  });
});

describe("a simulated sweep", () => {
  it("takes every epoch without a pruner, in as many rounds as slots allow", () => {
    const { steps, runs } = simulate(SWEEP, 2);
    expect(steps).toEqual([9]);
    expect(runs).toEqual(Array(2).fill({ trials: 20, epochs: 20 * 9, rounds: (20 / 4) * 9, reached: [20] }));
  });

  it("has fewer trials at every rung of a pruner, and fewer epochs", () => {
    const { steps, runs } = simulate({ ...SWEEP, pruner: { name: "asha", minResource: 1, reductionFactor: 3 } }, 5);
    expect(steps).toEqual([1, 3, 9]);
    for (const { epochs, reached } of runs) {
      expect(reached[0]).toBe(20);
      expect(reached[1]).toBeLessThan(reached[0]);
      expect(reached[2]).toBeLessThanOrEqual(reached[1]);
      // By rungs: all have the first epoch, the next two those that come to epoch 3, the last six those that come to epoch 9.
      expect(epochs).toBeGreaterThanOrEqual(reached[0] + 2 * reached[1] + 6 * reached[2]);
      expect(epochs).toBeLessThan(20 * 9);
    }
  });

  it("is the same again, and differs from run to run", () => {
    const asha = { ...SWEEP, pruner: { name: "asha", minResource: 1, reductionFactor: 3 } } as const;
    expect(simulate(asha, 4)).toEqual(simulate(asha, 4));
    expect(new Set(simulate(asha, 4).runs.map(({ epochs }) => epochs)).size).toBeGreaterThan(1);
  });

  it("keeps the budget of epochs: a trial starts only where it could be finished", () => {
    const [run] = simulate({ ...SWEEP, totalEpochs: 40 }, 1).runs;
    expect(run).toMatchObject({ trials: 4, epochs: 36 });
  });

  it("ends when its time is over", () => {
    const [run] = simulate({ ...SWEEP, rounds: 10 }, 1).runs;
    expect(run).toEqual({ trials: 8, epochs: 40, rounds: 10, reached: [4] });
  });

  it("ends when the sampler has nothing left", () => {
    const grid = { ...SWEEP, sampler: { name: "grid", points: null, seed: 0 } } as const;
    const [run] = simulate(
      { ...grid, space: [{ type: "categorical", name: "loss", values: ["a", "b"], when: {} }] },
      1,
    ).runs;
    expect(run.trials).toBe(2);
  });
});
