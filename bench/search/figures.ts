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

/** Runs by data set. */
type Sets = readonly (readonly SearchRun[])[];

/** Where the best of some modes ends, and the epochs after which ours is there; null when it never is. */
export interface Reach {
  readonly mode: string;
  readonly value: number;
  readonly epochs: number | null;
}

/** By the best last value on the validation set, on average over the data sets; null without a mode. */
export function reachOf(ours: Sets, modes: readonly { mode: string; sets: Sets }[]): Reach | null {
  const ends = modes.map(({ mode, sets }) => ({ mode, value: bestAfter(sets, Number.POSITIVE_INFINITY) }));
  if (ends.length === 0) return null;
  const best = ends.reduce((a, b) => (b.value > a.value ? b : a));
  const changes = ours.flatMap((runs) => runs.flatMap(({ trace }) => trace.map(([used]) => used)));
  const epochs = changes.sort((a, b) => a - b).find((used) => bestAfter(ours, used) >= best.value) ?? null;
  return { ...best, epochs };
}

// 0 counts for a run in which none has completed.
function bestAfter(sets: Sets, epochs: number): number {
  return mean(sets.map((runs) => mean(runs.map(({ trace }) => trace.findLast(([used]) => used <= epochs)?.[1] ?? 0))));
}

/** A figure as people read it. */
export function told({ value, error }: Figure): string {
  return `${value.toFixed(4)} ± ${error.toFixed(4)}`;
}

function figure(values: readonly number[]): Figure {
  return { value: mean(values), error: standardError(values), count: values.length };
}
