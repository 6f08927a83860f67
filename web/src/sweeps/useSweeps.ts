import { useEffect, useState } from "preact/hooks";
import type { SweepDetail } from "../../../src/shapes/sweep.ts";
import type { Failure } from "../source/source.ts";
import { useSource } from "../source/useSource.ts";

/** All sweeps, live, the newest first; null before the first answer. */
export interface Sweeps {
  readonly sweeps: readonly SweepDetail[] | null;
  readonly failure: Failure | null;
}

/** Follows all sweeps. */
export function useSweeps(): Sweeps {
  const source = useSource();
  const [state, setState] = useState<Sweeps>({ sweeps: null, failure: null });
  useEffect(
    () =>
      source.follow("/api/v1/events", {
        event(_name, data) {
          const { sweeps, names } = data as { sweeps: SweepDetail[]; names: string[] };
          setState((before) => ({ sweeps: merged(before.sweeps ?? [], sweeps, names), failure: null }));
        },
        failed: (failure) => setState((before) => ({ ...before, failure })),
      }),
    [source],
  );
  return state;
}

/** What is known with what is new; what is not among the names is no more. */
export function merged(
  known: readonly SweepDetail[],
  changed: readonly SweepDetail[],
  names: readonly string[],
): SweepDetail[] {
  const byName = new Map([...known, ...changed].map((sweep) => [sweep.sweep, sweep]));
  const there = new Set(names);
  return [...byName.values()]
    .filter(({ sweep }) => there.has(sweep))
    .sort((a, b) => b.createdAtMs - a.createdAtMs || (a.sweep < b.sweep ? -1 : 1));
}
