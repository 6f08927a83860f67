import type { TrialSuggested } from "../events.ts";
import type { Sweep } from "../state.ts";
import type { Contender } from "./confirmation.ts";

/** A trial that is to be suggested by the confirmation instead of the sampler. */
export type Replicate = Omit<TrialSuggested, "kind" | "trial" | "atMs">;

/** The finalists, the best of the search first, then the baseline; none while the search goes on. */
export function contenders({ confirmation }: Sweep): readonly Contender[] {
  if (confirmation === null) return [];
  const { finalists, baseline } = confirmation;
  return baseline === null ? finalists : [...finalists, baseline];
}

/**
 * The replicate that is trained next; null while there is none to train. The race goes in rounds of one seed each, so that all are judged by the
 * same seeds: a round begins when the one before is over. Before the second seed nobody can drop out, so the first two are one round.
 */
export function nextReplicate(sweep: Sweep): Replicate | null {
  const seeds = sweep.confirmation?.seeds ?? [];
  const runners = inTheRace(sweep);
  const given = Math.min(...runners.map(({ replicates }) => replicates.length));
  const next = runners.find(({ replicates }) => replicates.length === given);
  const seed = seeds[given];
  if (next === undefined || seed === undefined) return null;
  const before = given < 2 ? [] : runners.flatMap(({ replicates }) => replicates.slice(0, given));
  if (before.some((trial) => isOpen(sweep, trial))) return null;
  const replicate = given + 1;
  const which = `seed ${replicate} of ${seeds.length}`;
  const why =
    next === sweep.confirmation?.baseline ? `the baseline: ${which}` : `confirms trial ${next.trial}: ${which}`;
  return { params: next.params, seed, why, replicateOf: next.trial ?? sweep.trials.length, replicate };
}

/**
 * Those that get more seeds. A finalist that has outrun all others needs none, and then the baseline gets none either: what one side alone goes on to
 * learn leaves the difference as wide as it was. A finalist that never had another gets them all, beside the baseline.
 */
export function inTheRace(sweep: Sweep): readonly Contender[] {
  const { finalists = [] } = sweep.confirmation ?? {};
  const left = finalists.filter(({ out }) => out === null);
  const decided = left.length === 1 && finalists.some(({ out }) => out?.why === "behind");
  return decided ? [] : contenders(sweep).filter(({ out }) => out === null);
}

/** Whether all that are in the race have had as many seeds, and nothing of theirs is under way. */
export function isRoundOver(sweep: Sweep): boolean {
  const runners = inTheRace(sweep);
  const even = new Set(runners.map(({ replicates }) => replicates.length)).size <= 1;
  return even && !runners.some(({ replicates }) => replicates.some((trial) => isOpen(sweep, trial)));
}

/** Whether a trial still has its end before it. */
export function isOpen({ history }: Sweep, trial: number): boolean {
  const state = history.trials[trial]?.state;
  return state === "waiting" || state === "running";
}

/**
 * The trials that a trial is measured by where constraints are: a finalist by its replicates that completed, any other one, and a finalist that has
 * none, by itself.
 */
export function measuredBy(sweep: Sweep, trial: number): readonly number[] {
  const { replicates = [] } = contenders(sweep).find((one) => one.trial === trial) ?? {};
  const completed = replicates.filter((replicate) => sweep.history.trials[replicate]?.state === "completed");
  return completed.length === 0 ? [trial] : completed;
}
