import type { BestShape } from "../shapes/best.ts";
import type { SweepDetail } from "../shapes/sweep.ts";

/** Whether a sweep has ended, in whatever way. */
export function hasEnded({ state }: SweepDetail): boolean {
  switch (state) {
    case "unknown":
    case "running":
    case "paused":
      return false;
    case "completed":
    case "failed":
    case "cancelled":
      return true;
  }
}

/** Whether a best trial satisfies the constraints; without constraints every one does. */
export function isFeasible({ constraints }: BestShape): boolean {
  return constraints?.feasible ?? true;
}

/** Trials of the search that are over, whatever their outcome: of as many as the budget has. */
export function trialsOver({ trials, replicates }: SweepDetail): number {
  const over = trials.completed + trials.pruned + trials.failed + trials.preempted + trials.cancelled;
  return over - (replicates?.done ?? 0);
}

/** Whether a sweep that runs cannot get on, for the reason that it gives. */
export function waits({ state, reason }: SweepDetail): boolean {
  return state === "running" && reason !== null;
}
