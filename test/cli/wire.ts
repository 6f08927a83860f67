import type { Sweep } from "../../src/cli/sweep.ts";
import { type Best, FinalistState, SweepState, type Trial, TrialState } from "../../src/gen/macrosweep/v1/sweep.ts";
import type { Param } from "../../src/gen/macrosweep/v1/trial.ts";

// Messages as a controller sends them.

export const PARAMS: Param[] = [
  { name: "loss", value: { $case: "text", text: "focal" } },
  { name: "focal_gamma", value: { $case: "number", number: 2.125 } },
  { name: "augment", value: { $case: "flag", flag: false } },
];

/** A sweep in the middle of its work; `changes` are laid over it. */
export function sweep(changes: Partial<Sweep> = {}): Sweep {
  return {
    name: "beats",
    id: "5eed1234",
    state: SweepState.RUNNING,
    reason: "",
    objective: { metric: "macroF1", direction: "maximize" },
    best: {
      trial: 7,
      params: PARAMS,
      value: 0.7312,
      interval: { low: 0.69, high: 0.77 },
      step: 27,
      perClass: [
        { class: "N", precision: 0.98, recall: 0.97, f1: 0.975, support: 900 },
        { class: "V", precision: 0, recall: 0, f1: 0, support: 12 },
        { class: "Q", precision: 0, recall: 0, f1: 0, support: 0 },
      ],
      argv: ["python3", "train.py", "--loss=focal", "--note=it's 2.125"],
      env: {},
      seed: 42,
      ownFolder: false,
    },
    trials: { completed: 5, pruned: 6, failed: 1, preempted: 0, cancelled: 0, running: 2, waiting: 0 },
    epochs: { run: 201, full: 378, saved: 144 },
    budget: { trials: 40, parallel: 2, epochsPerTrial: 27, confirmationEpochs: 0 },
    createdAtMs: 1_790_000_000_000,
    elapsedMs: 42_000,
    agents: 2,
    adopted: 0,
    ...changes,
  };
}

/** A running trial; `changes` are laid over it. */
export function trial(changes: Partial<Trial> = {}): Trial {
  return {
    trial: 12,
    state: TrialState.RUNNING,
    params: PARAMS,
    seed: 809971599,
    attempt: 1,
    value: 0.625,
    steps: [1, 2, 3],
    values: [0.25, 0.5, 0.625],
    errors: [0.04, 0.03, 0.02],
    reason: "",
    ...changes,
  };
}

/** A winner that fresh seeds have confirmed, with a rival, a finalist that broke, and a baseline. */
export const CONFIRMED: Best = {
  ...sweep().best!,
  estimate: { value: 0.7125, interval: { low: 0.67, high: 0.755 } },
  confirmation: {
    ended: true,
    replicatesDone: 17,
    replicatesPlanned: 17,
    finalists: [
      {
        trial: 3,
        params: PARAMS,
        seeds: 5,
        mean: 0.701,
        interval: { low: 0.66, high: 0.74 },
        probabilityBest: 0.17,
        state: FinalistState.CONFIRMED,
        reason: "",
      },
      {
        trial: 7,
        params: PARAMS,
        seeds: 5,
        mean: 0.7205,
        interval: { low: 0.67, high: 0.755 },
        probabilityBest: 0.83,
        state: FinalistState.CONFIRMED,
        reason: "",
      },
      {
        trial: 9,
        params: PARAMS,
        seeds: 1,
        mean: 0.65,
        probabilityBest: 0,
        state: FinalistState.FAILED,
        reason: "seed 2 failed: exit code 1",
      },
    ],
    indistinguishable: [3],
    baseline: {
      params: PARAMS,
      seeds: 5,
      mean: 0.6805,
      interval: { low: 0.64, high: 0.72 },
      difference: 0.0325,
      differenceInterval: { low: 0.004, high: 0.061 },
      probabilityBetter: 0.986,
    },
  },
};
