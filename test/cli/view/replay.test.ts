import { expect, it } from "vitest";
import { paint } from "../../../src/cli/view/line.ts";
import { replayLines } from "../../../src/cli/view/replay.ts";
import { readDocument } from "../../../src/controller/core/document/spec.ts";
import type { Sweep } from "../../../src/controller/core/state.ts";
import { viewReplay } from "../../../src/controller/core/views/replayView.ts";
import type { TrialState } from "../../../src/search/history/history.ts";

const SPEC = {
  apiVersion: "macrosweep.dev/v1alpha1",
  kind: "Sweep",
  metadata: { name: "beats" },
  spec: {
    parameters: [{ name: "x", type: "float", min: 0, max: 1 }],
    budget: { trials: 9, epochsPerTrial: 3 },
    trainer: { command: ["train"] },
  },
};

type Ran = ReturnType<typeof ran>;

// A sweep with these trials and no others.
function told(trials: readonly Ran[], lower: number) {
  const pruner = { name: "threshold", bounds: [{ step: 1, lower, upper: null }], intervalSteps: 1 } as const;
  const spec = readDocument(SPEC);
  return viewReplay({ spec, history: { trials } } as unknown as Sweep, pruner);
}

function said(...of: Parameters<typeof told>): string[] {
  return replayLines(told(...of), "minimize metrics.loss").map((line) => paint(line, false));
}

function ran(state: TrialState, values: number[], replicateOf: number | null = null) {
  return { state, steps: values.map((_, i) => i + 1), values, errors: values.map(() => null), replicateOf };
}

const TRIALS = [
  ran("waiting", []),
  ran("waiting", []),
  ran("completed", [0.3, 0.5, 0.9]),
  ran("failed", [0.1]),
  ran("completed", [0.4, 0.5, 0.6]),
  ran("pruned", [0.5, 0.4]),
  ran("running", [0.5]),
  ran("pruned", [0.2]),
  ran("completed", [0.3, 0.5, 0.95], 2),
];

it("shows what was recorded beside what the pruner would have done, by the sweep's own trial numbers", () => {
  // Below 0.35 at epoch 1: trials 2 and 7, after one epoch. Trial 4 has all three and trial 5 the two that are known.
  expect(said(TRIALS, 0.35)).toEqual([
    "Sweep beats: minimize metrics.loss; 2 completed and 2 pruned trials, 12 epochs in full",
    "",
    "pruner       epochs   saved  stopped  lost of the best  regret",
    "as recorded       9    25 %        2                 ?       ?",
    "threshold       ≥ 7  ≤ 42 %        2            1 of 1  0.3000",
    "",
    "threshold would have stopped trial 2, of the best 1.",
    "2 curves end where their trial was pruned: whether one of them would have been among the best, nobody knows.",
    "threshold would have gone on with 1 of them, so it takes more epochs than could be counted.",
    "5 trials are left out: failed, preempted, cancelled, not ended, or replicates.",
  ]);
});

it("has nothing to add where every curve is complete and nothing is lost", () => {
  expect(said([TRIALS[2]!], 0.1)).toEqual([
    "Sweep beats: minimize metrics.loss; 1 completed and 0 pruned trials, 3 epochs in full",
    "",
    "pruner       epochs  saved  stopped  lost of the best  regret",
    "as recorded       3    0 %        0                 ?       ?",
    "threshold         3    0 %        0            0 of 1  0.0000",
  ]);
});

it("says so where the pruner keeps nothing, and where there is nothing to replay", () => {
  expect(said([TRIALS[2]!], 1)).toContain("threshold would have kept no trial that completed.");
  expect(said([TRIALS[6]!], 1)).toEqual(["Sweep beats has no completed and no pruned trial yet."]);
});

it("gives all of it as JSON", () => {
  expect(told(TRIALS, 0.35)).toEqual({
    sweep: "beats",
    trials: { completed: 2, pruned: 2, leftOut: 5 },
    fullEpochs: 12,
    recorded: { epochs: 9, stopped: 2 },
    replayed: {
      pruner: { name: "threshold", bounds: [{ step: 1, lower: 0.35, upper: null }], intervalSteps: 1 },
      epochs: 7,
      stopped: 2,
      beyond: [5],
      best: [2],
      lost: [2],
      regret: expect.closeTo(0.3, 12),
    },
  });
});
