import { History } from "../history/history.ts";
import { type Direction, toLoss } from "../history/loss.ts";
import { createPruner, type PrunerSpec } from "../pruners/index.ts";

/** The curve of one trial as it was recorded. Point i is (steps[i], values[i] ± errors[i]); steps rise. Constraints play no part. */
export interface RecordedCurve {
  readonly steps: readonly number[];
  readonly values: readonly number[];
  /** Standard errors; left out: none is known. */
  readonly errors?: readonly (number | null)[];
  /** Whether the trial was trained to its end. Of one that was pruned nobody knows how it would have gone on. */
  readonly completed: boolean;
}

/** What a pruner would have done. Trials are indices of the curves that were given. */
export interface Replayed {
  /** Epochs trained under this pruner, at least: of a curve that it would have gone on with beyond the record, those of the record. */
  readonly epochs: number;
  /** What it would have stopped before its last step. */
  readonly stopped: readonly number[];
  /** The best 10 % of the completed curves by their last value, at least one where there is one; best first. */
  readonly best: readonly number[];
  /** Those of `best` that it would have stopped. */
  readonly lost: readonly number[];
  /** By how much the best value among what it keeps is worse than the best of all; `null` when it keeps no completed curve. */
  readonly regret: number | null;
  /** Trials that it would have trained on where their record ends. They cannot be judged beyond that. */
  readonly unknown: readonly number[];
}

/**
 * Runs a pruner over recorded curves, one trial after the other in the given order, each judged as it would have been on its way. A sweep with
 * several trials at a time would have judged with a little less, or with more, of the others known.
 *
 * @param maxStep the last step that a trial can reach; every step of the curves is at most this
 */
export function replay(
  curves: readonly RecordedCurve[],
  spec: PrunerSpec,
  { maxStep, direction }: { maxStep: number; direction: Direction },
): Replayed {
  const pruner = createPruner(spec, maxStep, direction);
  const history = new History({ space: [], direction, maxStep, rungs: pruner.rungs });
  const stopped: number[] = [];
  const unknown: number[] = [];
  let epochs = 0;
  curves.forEach(({ steps, values, errors = [], completed }, index) => {
    const trial = history.add({});
    history.setState(trial, "running");
    const end = steps.findIndex((step, i) => {
      const verdict = pruner.judge(history, trial, step, values[i], errors[i] ?? null);
      history.report(trial, step, values[i], errors[i] ?? null);
      return verdict.kind === "prune";
    });
    const last = end < 0 ? steps.length - 1 : end;
    epochs += steps[last] ?? 0;
    history.setState(trial, end < 0 && completed ? "completed" : "pruned");
    if (end >= 0) stopped.push(index);
    else if (!completed) unknown.push(index);
  });
  return { epochs, stopped, unknown, ...standing(curves, new Set(stopped), direction) };
}

function standing(curves: readonly RecordedCurve[], stopped: ReadonlySet<number>, direction: Direction) {
  const lossOf = (index: number) => toLoss(curves[index].values.at(-1) ?? Number.NaN, direction);
  const completed = [...curves.keys()].filter((index) => curves[index].completed && lossOf(index) < Infinity);
  const ranked = completed.sort((a, b) => lossOf(a) - lossOf(b) || a - b);
  const best = ranked.slice(0, Math.ceil(BEST_SHARE * ranked.length));
  const kept = ranked.find((index) => !stopped.has(index));
  return {
    best,
    lost: best.filter((index) => stopped.has(index)),
    regret: kept === undefined ? null : lossOf(kept) - lossOf(ranked[0]),
  };
}

const BEST_SHARE = 0.1;
