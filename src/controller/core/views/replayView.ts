import type { TrialRecord } from "../../../search/history/history.ts";
import { type RecordedCurve, replay } from "../../../search/library/replay.ts";
import type { PrunerSpec } from "../../../search/pruners/index.ts";
import type { ReplayShape } from "../../../shapes/replay.ts";
import type { Sweep } from "../state.ts";

/** What another pruner would have done on the recorded curves, trials in the order of their numbers. */
export function viewReplay({ spec, history }: Sweep, pruner: PrunerSpec): ReplayShape {
  const { epochsPerTrial: maxStep } = spec.budget;
  const { curves, trials, leftOut } = recordedCurves(history.trials);
  const replayed = replay(curves, pruner, { maxStep, direction: spec.objective.direction });
  const completed = curves.filter((curve) => curve.completed).length;
  const pruned = curves.length - completed;
  const numbers = (indices: readonly number[]) => indices.flatMap((index) => trials[index] ?? []);
  return {
    sweep: spec.name,
    trials: { completed, pruned, leftOut },
    fullEpochs: curves.length * maxStep,
    recorded: { epochs: curves.reduce((sum, { steps }) => sum + (steps.at(-1) ?? 0), 0), stopped: pruned },
    replayed: {
      pruner: { ...pruner },
      epochs: replayed.epochs,
      stopped: replayed.stopped.length,
      beyond: numbers(replayed.unknown),
      best: numbers(replayed.best),
      lost: numbers(replayed.lost),
      regret: replayed.regret,
    },
  };
}

/** Curves that tell what a pruner would have done. */
export interface RecordedCurves {
  readonly curves: readonly RecordedCurve[];
  /** The number of each one's trial. */
  readonly trials: readonly number[];
  /** Trials that tell nothing: failed, preempted or cancelled ones, those that have not ended, and replicates, which no pruner judges. */
  readonly leftOut: number;
}

/** The trials that completed, or were pruned at the time. */
export function recordedCurves(all: readonly TrialRecord[]): RecordedCurves {
  const numbered = all.map((record, number) => ({ record, number }));
  const told = numbered.filter(({ record: { state, steps, replicateOf } }) => {
    return (state === "completed" || state === "pruned") && steps.length > 0 && replicateOf === null;
  });
  return {
    curves: told.map(({ record: { state, steps, values, errors } }) => {
      return { steps, values, errors, completed: state === "completed" };
    }),
    trials: told.map(({ number }) => number),
    leftOut: all.length - told.length,
  };
}
