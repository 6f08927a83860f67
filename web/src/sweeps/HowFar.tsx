import { useRef } from "preact/hooks";
import type { SweepDetail } from "../../../src/shapes/sweep.ts";
import { trialsOver } from "../../../src/words/standing.ts";
import { timeLeft, timeLeftText } from "../../../src/words/timeLeft.ts";
import { Progress } from "../parts/Progress.tsx";
import { count } from "../words/numbers.ts";

/** How far a sweep is, by what ends it first, and how long it will take. */
export function HowFar({ sweep }: { sweep: SweepDetail }) {
  const { trials, budget, epochsCharged } = sweep;
  const left = useTimeLeft(sweep);
  const byEpochs =
    budget.totalEpochs !== null && epochsCharged / budget.totalEpochs > trialsOver(sweep) / budget.trials;
  const text = byEpochs
    ? `${count(epochsCharged)} of ${count(budget.totalEpochs ?? 0)} epochs, ${count(trialsOver(sweep))} trials`
    : `${count(trialsOver(sweep))} of ${count(budget.trials)} trials`;
  const other = trials.failed + trials.preempted + trials.cancelled;
  const parts = byEpochs
    ? [{ name: "completed", value: epochsCharged }]
    : [
        { name: "completed", value: trials.completed },
        { name: "pruned", value: trials.pruned },
        { name: "other", value: other },
        { name: "running", value: trials.running },
      ];
  return (
    <div>
      <Progress text={text} most={byEpochs ? (budget.totalEpochs ?? 0) : budget.trials} parts={parts} />
      <span class="note">
        {text}
        {left === null ? "" : `, ${left}`}
      </span>
    </div>
  );
}

// By the pace since the page was opened, which is the newest; while that says too little by the pace since the start.
function useTimeLeft(sweep: SweepDetail): string | null {
  const first = useRef(sweep);
  const since = sweep.epochs.run - first.current.epochs.run > 20 ? first.current : START;
  const left = timeLeft(sweep, since, sweep.elapsedMs);
  return left === null ? null : timeLeftText(left);
}

const START = { epochs: { run: 0, full: 0, saved: 0 }, elapsedMs: 0 };
