import { mean, standardError } from "../mean.ts";
import type { SearchRun } from "./runSearch.ts";

/** A mean and its standard error. */
export interface Figure {
  readonly value: number;
  readonly error: number;
  /** Seeds, or pairs of them. */
  readonly count: number;
}

/** Mean refit of some runs. */
export function refitFigure(runs: readonly SearchRun[]): Figure {
  return figure(runs.map(({ refit }) => refit));
}

/** Mean refit of some runs less that of others, paired by seed; of the seeds that both have. */
export function refitAbove(runs: readonly SearchRun[], others: readonly SearchRun[]): Figure {
  const refits = new Map(others.map(({ seed, refit }) => [seed, refit]));
  return figure(
    runs.flatMap(({ seed, refit }) => {
      const other = refits.get(seed);
      return other === undefined ? [] : [refit - other];
    }),
  );
}

/** Mean over runs of the best last value on the validation set after so many epochs; 0 counts where none has completed. */
export function bestAfter(runs: readonly SearchRun[], epochs: number): number {
  return mean(runs.map(({ trace }) => trace.findLast(([used]) => used <= epochs)?.[1] ?? 0));
}

/** The fewest epochs after which the mean of these runs, as `bestAfter` has it, reaches a mark; null when it never does. */
export function epochsToReach(runs: readonly SearchRun[], mark: number): number | null {
  const changes = runs.flatMap(({ trace }) => trace.map(([used]) => used)).sort((a, b) => a - b);
  return changes.find((epochs) => bestAfter(runs, epochs) >= mark) ?? null;
}

/** A figure as people read it. */
export function told({ value, error }: Figure): string {
  return `${value.toFixed(4)} ± ${error.toFixed(4)}`;
}

function figure(values: readonly number[]): Figure {
  return { value: mean(values), error: standardError(values), count: values.length };
}
