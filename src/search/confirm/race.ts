import { chancesOfBest, type Evidence, posterior } from "./posterior.ts";

/** A finalist that is the best with a lower probability than this gets no more seeds. */
export const CLEAR_LOSER = 0.01;

/**
 * The probability of each finalist to be the best of those that may be chosen, by which a race drops the clear losers; null before the second seed,
 * when nothing can be said. Dropped finalists stay in the evidence, with the seeds that they have had.
 */
export function standings(evidence: Evidence): readonly number[] | null {
  const known = posterior(evidence);
  return known === null ? null : chancesOfBest(known, evidence);
}
