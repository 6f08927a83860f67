import type { Estimate } from "../../../search/confirm/estimate.ts";
import { jitterOf } from "../../../search/confirm/jitter.ts";
import { shrinkBest } from "../../../search/confirm/shrink.ts";
import { lastValue } from "../lastReport.ts";
import { remembering } from "../remembering.ts";
import { samplingError, searched, signOf } from "./evidence.ts";

/**
 * What the best trial of the search is worth as a single run, shrunk for its luck (see `shrinkBest`); null where nothing tells of noise. As an objective that is
 * maximized: of one that is minimized all has the other sign.
 */
export const shrunkBest = remembering(
  // Trials that have completed change no more.
  ({ best, byState }) => `${best} ${byState.completed}`,
  (sweep): Estimate | null => {
    const best = sweep.best ?? 0;
    const runs = searched(sweep).map(({ values }) => values);
    const noise = { error: samplingError(sweep, [best]), jitter: jitterOf(runs) };
    const values = runs.map((curve) => signOf(sweep) * (curve.at(-1) ?? Number.NaN));
    return shrinkBest(signOf(sweep) * (lastValue(sweep, best) ?? Number.NaN), values, noise);
  },
);
