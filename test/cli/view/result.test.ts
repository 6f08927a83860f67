import { expect, it } from "vitest";
import type { Sweep } from "../../../src/cli/sweep.ts";
import { type Ending, endingLines } from "../../../src/cli/view/ending.ts";
import { paint } from "../../../src/cli/view/line.ts";
import { sweep, trial } from "../sweeps.ts";

const ENDED: Ending = {
  file: "beats.yaml",
  state: ".macrosweep",
  stopped: false,
  failed: [],
  checkpoint: null,
  wallMs: 102_000,
};

function said(of: Sweep, ending: Partial<Ending> = {}): string[] {
  return endingLines(of, { ...ENDED, ...ending }).map((line) => paint(line, false));
}

const COMPLETED = sweep({
  state: "completed",
  reason: "every trial of the budget is done",
  trials: { completed: 10, pruned: 29, failed: 1, preempted: 0, cancelled: 0, running: 0, waiting: 0 },
  epochs: { run: 367, full: 1080, saved: 702 },
});

it("tells the result of a run and what to type next", () => {
  expect(said(COMPLETED)).toEqual([
    "",
    "Sweep beats completed: every trial of the budget is done",
    "  Aim     maximize macro-F1",
    "  Trials  10 completed, 29 pruned, 1 failed",
    "  Epochs  367 run; pruning saved 702 of 1080 (65 %)",
    "  Time    1 min 42 s",
    "  Budget  with trials: 200, totalEpochs: 1080 the cost without pruning buys about so many trials",
    "",
    "Winner: trial 7 with macro-F1 0.7312 (95 % interval 0.6900 to 0.7700), epoch 27",
    "",
    "  It is a single run: with another seed another trial may be ahead.",
    "  Fresh seeds would tell; in the document: confirm: { top: 5, seeds: 5 }",
    "",
    "  loss         focal",
    "  focal_gamma  2.125",
    "  augment      false",
    "",
    "  class     F1  precision  recall  support",
    "  N      0.975      0.980   0.970      900",
    "  V      0.000      0.000   0.000       12  never recognized",
    "  Q      0.000      0.000   0.000        0  no samples",
    "  There is no sample of class Q: macro-F1 is the mean over the 2 others, and counts it as 0 where a sample is mistaken for it.",
    "",
    "Train the winner anew, here:",
    "  python3 train.py --loss=focal '--note=it'\\''s 2.125'",
    "",
    "Next",
    "  npx macrosweep trials beats                    all trials with their curves",
    "  npx macrosweep explain beats 7                 how the winner was found",
    "  npx macrosweep export beats > beats.csv        a table for your notebook",
    "  npx macrosweep best beats --save beats-winner  its params, scores and curve",
  ]);
});

it("tells the value on the test set where the trainer reports it", () => {
  const lines = said({ ...COMPLETED, best: { ...COMPLETED.best!, testValue: 0.7012 } });
  expect(lines).toContain("  On the test set: macro-F1 0.7012");
});

it("shows a minimized scalar without interval and classes", () => {
  const objective = { metric: "metrics.loss", direction: "minimize" as const };
  const best = { ...COMPLETED.best!, value: 0.00002125, interval: null, perClass: [] };
  expect(said({ ...COMPLETED, objective, best })).toContain("Winner: trial 7 with metrics.loss 0.00002125, epoch 27");
});

it("tells why trials failed, where their logs are, and how many more there are", () => {
  const failed = [3, 4, 5, 6, 8].map((number) =>
    trial({ trial: number, attempt: 2, state: "failed", reason: "exit code 1:\nKeyError: 'loss'" }),
  );
  const lines = said(COMPLETED, { failed, state: "state" });
  const at = lines.indexOf("Failed trials");
  expect(lines.slice(at, at + 8)).toEqual([
    "Failed trials",
    "  trial 3  exit code 1: KeyError: 'loss'",
    "    log: state/trials/beats/5eed1234/3/attempt-2.log",
    "  trial 4  exit code 1: KeyError: 'loss'",
    "    log: state/trials/beats/5eed1234/4/attempt-2.log",
    "  trial 5  exit code 1: KeyError: 'loss'",
    "    log: state/trials/beats/5eed1234/5/attempt-2.log",
    "  and 2 more",
  ]);
});

it("says that there is no winner, and nothing about what to do with one", () => {
  const lines = said({ ...COMPLETED, best: null, state: "failed", reason: "no trial completed" });
  expect(lines[1]).toBe("Sweep beats failed: no trial completed");
  expect(lines.at(-1)).toBe("There is no winner: no trial completed.");
});

it("says how to go on after it was stopped, as a shell takes it", () => {
  expect(said(sweep(), { stopped: true, file: "my sweep.yaml", state: "it's" })).toEqual([
    "",
    "Stopped. Sweep beats is kept in it's; the same command goes on with it:",
    "  npx macrosweep run 'my sweep.yaml' --state 'it'\\''s'",
  ]);
  expect(said(sweep(), { stopped: true }).at(-1)).toBe("  npx macrosweep run beats.yaml");
});

it("names what the winner's trainer has left, and says how to keep it", () => {
  const checkpoint = "runs/trials/beats/5eed1234/7/checkpoint";
  const lines = said(COMPLETED, { checkpoint, state: "runs" });
  expect(lines.slice(lines.indexOf("Its checkpoint:"), lines.indexOf("Its checkpoint:") + 2)).toEqual([
    "Its checkpoint:",
    `  ${checkpoint}`,
  ]);
  expect(lines.at(-1)).toMatch(/best beats --state runs --save beats-winner +its checkpoint, params/);
});

it("tells who has tried the bundled trainer how to sweep an own script, and nobody else", () => {
  const bundled = said({ ...COMPLETED, best: { ...COMPLETED.best!, training: { argv: [], env: {}, seed: 42 } } });
  expect(bundled).toContain('  @macrosweep {"epoch": 1, "confusion": [[50, 2], [4, 9]]}');
  expect(bundled.join("\n")).not.toContain("Train the winner anew");
  expect(said(COMPLETED).join("\n")).not.toContain("@macrosweep");
});

it("says where the epochs of a budget went that no report tells of", () => {
  const budget = { ...COMPLETED.budget, totalEpochs: 540 };
  const epochs = { run: 343, full: 2025, saved: 1674 };
  expect(said({ ...COMPLETED, budget, epochs, epochsCharged: 523 })).toContain(
    "  Budget  523 of 540 epochs: trials ran 180 more before they heard of their end",
  );
  expect(said({ ...COMPLETED, budget, epochs, epochsCharged: 343 }).join("\n")).not.toContain("Budget");
});
