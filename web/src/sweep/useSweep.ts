import { useEffect, useState } from "preact/hooks";
import type { TrialListShape } from "../../../src/shapes/answers.ts";
import type { SweepDetail } from "../../../src/shapes/sweep.ts";
import type { HappeningShape, WatchedShape } from "../../../src/shapes/watched.ts";
import type { Failure, Source } from "../source/source.ts";
import { asFailure, useSource } from "../source/useSource.ts";
import { loadTrials, refreshTrials, type Trials } from "./trialsStore.ts";

/** A sweep with all of its trials, live. */
export interface Seen {
  /** null before the first answer. */
  readonly sweep: SweepDetail | null;
  /** Grows while they are loaded. */
  readonly trials: Trials;
  /** What has happened since the page was opened, the newest first. */
  readonly happenings: readonly HappeningShape[];
  /** Changes with everything that is told of the sweep: for what is asked anew then. */
  readonly version: number;
  readonly failure: Failure | null;
}

const NOTHING: Seen = { sweep: null, trials: [], happenings: [], version: 0, failure: null };
const KEPT_HAPPENINGS = 100;
/** Between two looks at the trials: curves that move once a second look alive. */
const PAUSE_MS = 1_000;

/** Follows a sweep. */
export function useSweep(name: string): Seen {
  const source = useSource();
  const [seen, setSeen] = useState(NOTHING);
  useEffect(
    () => followSweep(source, name, (change) => setSeen((before) => ({ ...before, ...change(before) }))),
    [source, name],
  );
  return seen;
}

type Change = (before: Seen) => Partial<Seen>;

function followSweep(source: Source, name: string, tell: (change: Change) => void): () => void {
  const path = `/api/v1/sweeps/${encodeURIComponent(name)}`;
  const gone = new AbortController();
  const ask = (query: Readonly<Record<string, string | number | undefined>>) =>
    source.get<TrialListShape>(`${path}/trials`, query, gone.signal);
  let trials: Trials = [];
  let told = new Set<number>();
  let isDirty = false;
  let looking = false;

  const look = async () => {
    isDirty = true;
    if (looking) return;
    looking = true;
    try {
      while (isDirty && !gone.signal.aborted) {
        isDirty = false;
        const some = told;
        told = new Set();
        const keep = (more: Trials) => {
          trials = more;
          tell(({ version }) => ({ trials, version: version + 1 }));
        };
        keep(trials.length === 0 ? await loadTrials(ask, keep) : await refreshTrials(ask, trials, some));
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
    } catch (error) {
      // Where the connection is lost the stream says so, and its next event has this look again.
      const failure = asFailure(error);
      if (!gone.signal.aborted && failure.code !== "unreachable") tell(() => ({ failure }));
    } finally {
      looking = false;
    }
  };

  const stop = source.follow(source.recorded ? path : `${path}/events`, {
    event(_name, data) {
      const { sweep, happenings } = source.recorded
        ? { sweep: data as SweepDetail, happenings: [] }
        : (data as WatchedShape);
      for (const { trial } of happenings) told.add(trial);
      tell((before) => ({
        sweep,
        happenings: [...happenings].reverse().concat(before.happenings).slice(0, KEPT_HAPPENINGS),
        failure: null,
      }));
      void look();
    },
    failed: (failure) => tell(() => ({ failure })),
  });
  return () => {
    gone.abort();
    stop();
  };
}
