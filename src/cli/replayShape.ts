import type { PrunerSpec, Replayed } from "../search/index.ts";
import type { RecordedCurves } from "./recordedCurves.ts";
import type { Sweep } from "./sweep.ts";

/** What `replay --json` prints. */
export interface ReplayShape {
  readonly sweep: string;
  /** Trials with a curve: completed, or pruned at the time. Left out: failed, preempted, cancelled, not ended, and replicates. */
  readonly trials: { readonly completed: number; readonly pruned: number; readonly leftOut: number };
  /** What these trials would take without a pruner. */
  readonly fullEpochs: number;
  readonly recorded: { readonly epochs: number; readonly stopped: number };
  readonly replayed: {
    /** With every default filled in. */
    readonly pruner: PrunerSpec;
    /** At least: where it would have gone on beyond the end of a curve, nobody knows how far. */
    readonly epochs: number;
    readonly stopped: number;
    /** Trials that it would have gone on with beyond the end of their curves. */
    readonly beyond: readonly number[];
    /** The best 10 % of the completed trials, at least one; best first. */
    readonly best: readonly number[];
    /** Those of them that it would have stopped. */
    readonly lost: readonly number[];
    /** Best value of all completed trials beside the best that it keeps; null when it keeps none. */
    readonly regret: number | null;
  };
}

/** A replay in terms of the sweep's trials. */
export function replayShape(
  { name, budget }: Sweep,
  pruner: PrunerSpec,
  { curves, trials, leftOut }: RecordedCurves,
  { epochs, stopped, unknown, best, lost, regret }: Replayed,
): ReplayShape {
  const completed = curves.filter((curve) => curve.completed).length;
  const pruned = curves.length - completed;
  const numbers = (indices: readonly number[]) => indices.flatMap((index) => trials[index] ?? []);
  return {
    sweep: name,
    trials: { completed, pruned, leftOut },
    fullEpochs: curves.length * budget.epochsPerTrial,
    recorded: { epochs: curves.reduce((sum, { steps }) => sum + (steps.at(-1) ?? 0), 0), stopped: pruned },
    replayed: {
      pruner,
      epochs,
      stopped: stopped.length,
      beyond: numbers(unknown),
      best: numbers(best),
      lost: numbers(lost),
      regret,
    },
  };
}
