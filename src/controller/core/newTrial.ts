import type { TrialOrigin, TrialSuggested } from "./events.ts";
import type { Trial } from "./state.ts";

/** A trial of which nothing has happened yet. `origin`: where an earlier sweep has trained it. */
export function newTrial(
  number: number,
  { seed, why: suggested, replicate = 0 }: Pick<TrialSuggested, "seed" | "why" | "replicate">,
  origin: TrialOrigin | null = null,
): Trial {
  const nothingYet = {
    furthest: 0,
    stalled: 0,
    verdicts: [],
    reason: "",
    counts: null,
    scalars: {},
    centre: null,
    skew: null,
    ends: null,
    testCounts: null,
  };
  return { number, seed, suggested, origin, replicate, attempts: [], constraintValues: [], ...nothingYet };
}
