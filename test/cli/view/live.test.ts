import { expect, it } from "vitest";
import type { Sweep } from "../../../src/cli/sweep.ts";
import { paint } from "../../../src/cli/view/line.ts";
import { liveLines } from "../../../src/cli/view/live.ts";
import type { TrialShape } from "../../../src/shapes/trial.ts";
import type { TimeLeft } from "../../../src/words/timeLeft.ts";
import { CONFIRMED, sweep, trial } from "../sweeps.ts";

function shown(of: Sweep, running: readonly TrialShape[], columns = 110, left: TimeLeft | null = null): string[] {
  return liveLines({ sweep: of, running, elapsedMs: 754_900, left }, columns).map((line) =>
    paint(line, false, columns),
  );
}

it("shows progress, counts, the best trial and the running trials on one scale", () => {
  const running = [trial({ trial: 9 }), trial({ trial: 12, value: 0.25, steps: 1, curve: [[1, 0.25]] })];
  expect(shown(sweep(), running)).toEqual([
    "",
    "beats  ━━━━━━━━━━──────────────────────  12 of 40 trials  12:34  running",
    "  5 completed  6 pruned  1 failed  2 running    201 epochs, 144 saved by pruning (38 %)",
    "  best  macro-F1 0.7312 ± 0.0400  trial 7",
    "        loss=focal  focal_gamma=2.125  augment=false",
    "  trial  9  epoch  3/27  0.6250  ▁▆█",
    "  trial 12  epoch  1/27  0.2500  ▁",
  ]);
});

it("shows how far a confirmation is, in place of the trials of the search", () => {
  const best = { ...CONFIRMED, confirmation: { ...CONFIRMED.confirmation, state: "running" as const } };
  const trials = { completed: 40, pruned: 6, failed: 1, preempted: 0, cancelled: 0, running: 2, waiting: 0 };
  expect(shown(sweep({ best, trials, replicates: { done: 7, planned: 20 } }), [])[1]).toBe(
    "beats  ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━  confirming 3 finalists, 7 of 20 replicates  12:34  running",
  );
});

it("shows a sweep that has just begun", () => {
  const begun = sweep({
    best: null,
    trials: { completed: 0, pruned: 0, failed: 0, preempted: 0, cancelled: 0, running: 0, waiting: 0 },
    epochs: { run: 0, full: 0, saved: 0 },
  });
  expect(shown(begun, [])).toEqual([
    "",
    "beats  ────────────────────────────────  0 of 40 trials  12:34  running",
    "  no trials yet    0 epochs",
    "  no trial is complete yet",
  ]);
});

it("shows a full bar and the state of a sweep that has ended", () => {
  const trials = { completed: 10, pruned: 30, failed: 0, preempted: 0, cancelled: 0, running: 0, waiting: 0 };
  const [, progress] = shown(sweep({ state: "completed", trials }), []);
  expect(progress).toBe("beats  ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━  40 of 40 trials  12:34  completed");
});

it("shows a trial that has not reported yet without value and curve", () => {
  const [, , , , , line] = shown(sweep(), [trial({ value: null, steps: 0, curve: [] })]);
  expect(line).toBe("  trial 12  epoch  0/27");
});

it("names the trials that it has no room for", () => {
  const lines = shown(
    sweep(),
    Array.from({ length: 11 }, (_, i) => trial({ trial: i })),
  );
  expect(lines).toHaveLength(5 + 8 + 1);
  expect(lines.at(-1)).toBe("  and 3 more");
});

it("says how long it may still take", () => {
  const [, progress] = shown(sweep(), [], 80, { lowMs: 190_000, highMs: 520_000 });
  expect(progress).toBe("beats  ━━━━━━━────────────────  12 of 40 trials  12:34  running  3 to 9 min left");
});

it.each([120, 80, 60, 40])("keeps all that it says on lines of at most %i columns", (columns) => {
  const params = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`parameter_${i}`, i]));
  const crowded = sweep({
    sweep: "a-sweep-with-a-long-name",
    best: { ...sweep().best!, params },
    reason: 'waits for an agent with gpu "H100"; connected: 2 agents with gpu "NVIDIA A100-SXM4-80GB"',
  });
  const running = [trial({ steps: 60, curve: Array.from({ length: 60 }, (_, i) => [i + 1, 0.5] as const) })];
  const lines = shown(crowded, running, columns, { lowMs: 190_000, highMs: 520_000 });
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
  const words = [
    "12 of 40",
    "12:34",
    "3 to 9 min left",
    "144 saved by",
    "± 0.0400",
    "parameter_11=11",
    "trial 12",
    "connected:",
  ];
  const text = lines.join(" ").replace(/\s+/g, " ");
  expect(words.filter((word) => !text.includes(word.slice(0, columns - 8)))).toEqual([]);
});

it("shows why a sweep does not get on", () => {
  const reason = 'waits for an agent with gpu "H100"; connected: none';
  expect(shown(sweep({ reason }), [])[3]).toBe(`  ${reason}`);
});
