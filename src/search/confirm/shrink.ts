import { DRAWS } from "./draws.ts";
import { type Estimate, estimate } from "./estimate.ts";
import { populationOf, truthsOf } from "./population.ts";

/** What the noise of a single run is taken from. */
export interface RunNoise {
  /** Standard error of a value over samples, from its counts; 0 without. */
  readonly error: number;
  /** Standard deviation of a value from one epoch to the next, where the curves have levelled out. */
  readonly jitter: number;
}

/**
 * What the best of many single runs is worth (the winner's curse): its value shrunk towards those of all trials that completed, by as much of their
 * spread as noise explains. Null where nothing tells of noise, or for fewer than three trials.
 *
 * Its limits: the noise of seeds cannot be seen in single runs. The jitter of a curve's last epochs stands for it, which is too little where runs differ
 * as a whole; and a population with a long tail of bad trials shrinks the best too little. Only `confirm` tells.
 *
 * @param values of all completed trials, the best included
 */
export function shrinkBest(best: number, values: readonly number[], { error, jitter }: RunNoise): Estimate | null {
  const population = populationOf(values);
  if (population === null || (error === 0 && jitter === 0)) return null;
  const value = new Float64Array(DRAWS).fill(best);
  // Jitter is a configuration's own altogether; as part of the error of the samples it is told in the same way.
  const own = jitter ** 2;
  const total = error ** 2 + own;
  const share = [(OWN_SHARE[0] * error ** 2 + own) / total, (OWN_SHARE[1] * error ** 2 + own) / total] as const;
  const { truths, shared } = truthsOf([value], new Float64Array(DRAWS), population, Math.sqrt(total), share);
  return estimate(truths[0].map((truth, draw) => truth + shared[draw]));
}

// The errors over samples of single runs correlate by 0.34 to 0.65 (see `posterior`). The rest is a run's own, as far as it is not in the jitter already.
const OWN_SHARE = [0, 0.7] as const;
