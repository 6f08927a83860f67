import type { Sweep } from "../../src/cli/sweep.ts";
import type { BestShape } from "../../src/shapes/best.ts";
import type { ConfirmationShape } from "../../src/shapes/confirmation.ts";
import type { TrialShape } from "../../src/shapes/trial.ts";

// Sweeps and trials as a controller tells of them.

export const PARAMS = { loss: "focal", focal_gamma: 2.125, augment: false };

/** A sweep in the middle of its work; `changes` are laid over it. */
export function sweep(changes: Partial<Sweep> = {}): Sweep {
  return {
    sweep: "beats",
    state: "running",
    reason: null,
    objective: { metric: "macroF1", direction: "maximize" },
    best: {
      trial: 7,
      params: PARAMS,
      value: 0.7312,
      interval: [0.69, 0.77],
      step: 27,
      perClass: [
        { class: "N", precision: 0.98, recall: 0.97, f1: 0.975, support: 900 },
        { class: "V", precision: 0, recall: 0, f1: 0, support: 12 },
        { class: "Q", precision: 0, recall: 0, f1: 0, support: 0 },
      ],
      testValue: null,
      constraints: null,
      estimate: null,
      confirmation: null,
      training: { argv: ["python3", "train.py", "--loss=focal", "--note=it's 2.125"], env: {}, seed: 42 },
    },
    trials: { completed: 5, pruned: 6, failed: 1, preempted: 0, cancelled: 0, running: 2, waiting: 0 },
    epochs: { run: 201, full: 378, saved: 144 },
    id: "5eed1234",
    labels: {},
    budget: {
      trials: 40,
      parallel: 2,
      epochsPerTrial: 27,
      totalEpochs: null,
      gpuHours: null,
      wallTimeMs: null,
      confirmationEpochs: 0,
    },
    gpuHours: null,
    epochsCharged: 0,
    createdAtMs: 1_790_000_000_000,
    elapsedMs: 42_000,
    agents: 2,
    adopted: 0,
    replicates: null,
    pairs: [],
    origin: null,
    ownFolder: false,
    ...changes,
  };
}

/** The pairs of `CONFIRMED`. */
export const PAIRS: Sweep["pairs"] = [{ better: 7, worse: 3, probability: 0.83, apart: false }];

/** A running trial; `changes` are laid over it. */
export function trial(changes: Partial<TrialShape> = {}): TrialShape {
  return {
    trial: 12,
    state: "running",
    params: PARAMS,
    seed: 809971599,
    attempt: 1,
    value: 0.625,
    steps: 3,
    reason: null,
    curve: [
      [1, 0.25],
      [2, 0.5],
      [3, 0.625],
    ],
    violation: null,
    replicateOf: null,
    testValue: null,
    ...changes,
  };
}

/** A winner that fresh seeds have confirmed, with a rival, a finalist that broke, and a baseline. */
export const CONFIRMED: BestShape & { confirmation: ConfirmationShape } = {
  ...sweep().best!,
  estimate: { value: 0.7125, interval: [0.67, 0.755] },
  confirmation: {
    state: "ended",
    seeds: 5,
    mean: 0.7205,
    interval: [0.67, 0.755],
    probabilityBest: 0.83,
    finalists: [
      {
        trial: 3,
        params: PARAMS,
        seeds: 5,
        mean: 0.701,
        interval: [0.66, 0.74],
        probabilityBest: 0.17,
        state: "confirmed",
        reason: null,
      },
      {
        trial: 7,
        params: PARAMS,
        seeds: 5,
        mean: 0.7205,
        interval: [0.67, 0.755],
        probabilityBest: 0.83,
        state: "confirmed",
        reason: null,
      },
      {
        trial: 9,
        params: PARAMS,
        seeds: 1,
        mean: 0.65,
        interval: null,
        probabilityBest: 0,
        state: "failed",
        reason: "seed 2 failed: exit code 1",
      },
    ],
    indistinguishable: [3],
    baseline: {
      params: PARAMS,
      seeds: 5,
      mean: 0.6805,
      interval: [0.64, 0.72],
      difference: 0.0325,
      differenceInterval: [0.004, 0.061],
      probabilityBetter: 0.986,
    },
  },
};
