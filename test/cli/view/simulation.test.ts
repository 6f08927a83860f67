import { expect, it } from "vitest";
import { paint } from "../../../src/cli/view/line.ts";
import { simulationLines } from "../../../src/cli/view/simulation.ts";
import type { SimulationShape } from "../../../src/shapes/simulation.ts";

const SHAPE: SimulationShape = {
  sweep: "beats",
  pruner: "asha",
  runs: 20,
  trials: { mean: 40, low: 40, high: 40 },
  rungs: [
    { step: 1, trials: 40 },
    { step: 9, trials: 13.95 },
  ],
  epochs: { mean: 326.1, low: 192, high: 462 },
  fullEpochs: 1080,
  gpuHours: null,
  wallHours: null,
};

function said(changes: Partial<SimulationShape> = {}): string[] {
  return simulationLines({ ...SHAPE, ...changes }, "maximize macro-F1").map((line) => paint(line, false));
}

it("tells epochs with their range and share, and the trials at each rung", () => {
  expect(said()).toEqual([
    "Sweep beats is expected to take, over 20 simulated sweeps (least to most):",
    "",
    "  aim        maximize macro-F1",
    "  trials     40",
    "  epochs     326 (192 to 462), 30 % of the 1080 without pruning",
    "",
    "  epoch  trials that come there",
    "      1                      40",
    "      9                   13.95",
    "",
    "An expectation: sampler and pruner (asha) are the document's, the learning curves are synthetic. They level off,",
    "cross and jitter. Failures and confirmation are left out. After a sweep, replay tries pruners on its real curves.",
  ]);
});

it("tells GPU-hours and wall time where the time of an epoch is known", () => {
  const hours = { gpuHours: { mean: 1.0871, low: 0.5, high: 2 }, wallHours: { mean: 0.75, low: 0.5, high: 1.25 } };
  expect(said(hours)).toContain("  GPU-hours  1.087 (0.5 to 2), with one GPU a trial");
  expect(said(hours)).toContain("  wall time  45 min 00 s (30 min 00 s to 1 h 15 min)");
});

it("shows ten of very many rungs, the last one among them", () => {
  const rungs = Array.from({ length: 27 }, (_, i) => ({ step: i + 1, trials: 27 - i }));
  const shown = said({ rungs }).filter((line) => /^ +\d+ +\d+$/.test(line));
  expect(shown).toHaveLength(9);
  expect(shown.at(-1)).toMatch(/^ +27 +1$/);
});
