import { PURPOSES } from "../chance/purposes.ts";
import { stream } from "../chance/stream.ts";

/** Seeds for replicates, in 0..2^31-1 as `trialSeed`'s: no two alike, and none that a trial of the search has had. */
export function freshSeeds(seed: number, count: number, taken: ReadonlySet<number>): number[] {
  const random = stream(seed, 0, PURPOSES.confirmation);
  const fresh = new Set<number>();
  while (fresh.size < count) {
    const drawn = random.integer(2 ** 31);
    if (!taken.has(drawn)) fresh.add(drawn);
  }
  return [...fresh];
}
