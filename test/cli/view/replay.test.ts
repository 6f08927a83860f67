import { expect, it } from "vitest";
import { recordedCurves } from "../../../src/cli/recordedCurves.ts";
import { replayShape } from "../../../src/cli/replayShape.ts";
import { paint } from "../../../src/cli/view/line.ts";
import { replayLines } from "../../../src/cli/view/replay.ts";
import { type Trial, TrialState } from "../../../src/gen/macrosweep/v1/sweep.ts";
import { replay } from "../../../src/search/index.ts";
import { sweep, trial } from "../wire.ts";

const BUDGET = { trials: 5, parallel: 1, confirmationEpochs: 0, epochsPerTrial: 3 };

function told(trials: readonly Trial[], lower: number) {
  const recorded = recordedCurves(trials);
  const spec = { name: "threshold", bounds: [{ step: 1, lower, upper: null }], intervalSteps: 1 } as const;
  const replayed = replay(recorded.curves, spec, { maxStep: 3, direction: "maximize" });
  return replayShape(sweep({ budget: BUDGET }), spec, recorded, replayed);
}

function said(...of: Parameters<typeof told>): string[] {
  return replayLines(told(...of), "minimize metrics.loss").map((line) => paint(line, false));
}

const ran = (number: number, state: TrialState, values: number[]) =>
  trial({ trial: number, state, steps: values.map((_, i) => i + 1), values });

const TRIALS = [
  ran(2, TrialState.COMPLETED, [0.3, 0.5, 0.9]),
  ran(3, TrialState.FAILED, [0.1]),
  ran(4, TrialState.COMPLETED, [0.4, 0.5, 0.6]),
  ran(5, TrialState.PRUNED, [0.5, 0.4]),
  ran(6, TrialState.RUNNING, [0.5]),
  ran(7, TrialState.PRUNED, [0.2]),
  { ...ran(8, TrialState.COMPLETED, [0.3, 0.5, 0.95]), replicateOf: 2 },
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
    "3 trials are left out: failed, preempted, cancelled, not ended, or replicates.",
  ]);
});

it("has nothing to add where every curve is complete and nothing is lost", () => {
  expect(said([TRIALS[0]], 0.1)).toEqual([
    "Sweep beats: minimize metrics.loss; 1 completed and 0 pruned trials, 3 epochs in full",
    "",
    "pruner       epochs  saved  stopped  lost of the best  regret",
    "as recorded       3    0 %        0                 ?       ?",
    "threshold         3    0 %        0            0 of 1  0.0000",
  ]);
});

it("says so where the pruner keeps nothing, and where there is nothing to replay", () => {
  expect(said([TRIALS[0]], 1)).toContain("threshold would have kept no trial that completed.");
  expect(said([TRIALS[4]], 1)).toEqual(["Sweep beats has no completed and no pruned trial yet."]);
});

it("gives all of it as JSON", () => {
  expect(told(TRIALS, 0.35)).toEqual({
    sweep: "beats",
    trials: { completed: 2, pruned: 2, leftOut: 3 },
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
