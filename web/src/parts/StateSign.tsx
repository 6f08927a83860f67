import type { SweepStateName } from "../../../src/shapes/sweep.ts";
import type { TrialStateName } from "../../../src/shapes/trial.ts";

/** The state of a sweep or a trial: a word, with a sign of its own beside the colour. */
export function StateSign({ state }: { state: SweepStateName | TrialStateName }) {
  return (
    <span class={`state ${state}`}>
      <span aria-hidden="true">{SIGNS[state]}</span> {state}
    </span>
  );
}

const SIGNS: Readonly<Record<SweepStateName | TrialStateName, string>> = {
  waiting: "○",
  running: "▶",
  paused: "⏸︎",
  completed: "✓",
  pruned: "✂︎",
  failed: "✕",
  preempted: "⚡︎",
  cancelled: "⊘",
  unknown: "?",
};
