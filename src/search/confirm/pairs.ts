import { chanceAbove } from "./estimate.ts";
import { type Evidence, mayBeChosen, type Posterior } from "./posterior.ts";

/** Two finalists, by their indices in the evidence, and how surely the first is the better one. */
export interface Pair {
  readonly better: number;
  readonly worse: number;
  /** That the truth about `better` is above that about `worse`; below 0.5 where draws and expected means disagree about near equals. */
  readonly probability: number;
  /** Whether `worse` is better with a probability of less than 5 %. */
  readonly apart: boolean;
}

// As likely as a value outside of a 95 % interval, on both sides of it.
const TOLD_APART = 0.05;

/** Whether the finalist with index `other` can be told to be worse than that with index `one`. */
export function isApart({ finalists }: Pick<Posterior, "finalists">, one: number, other: number): boolean {
  return chanceAbove(finalists[other], finalists[one]) < TOLD_APART;
}

/**
 * The pairs of finalists that somebody who chooses asks about, of those that may be chosen: the winner against each other one, then each of these against
 * the next. They are ranked by their expected means over seeds, the winner first.
 *
 * @param winner index of the winner
 */
export function pairsOf(known: Posterior, evidence: Pick<Evidence, "qualified">, winner: number): Pair[] {
  const others = known.finalists.map((_, i) => i).filter((i) => i !== winner && mayBeChosen(evidence, i));
  const ranked = others.sort((a, b) => known.expected[b] - known.expected[a]);
  const neighbours = ranked.slice(1).map((worse, i) => [ranked[i], worse] as const);
  return [...ranked.map((worse) => [winner, worse] as const), ...neighbours].map(([better, worse]) => ({
    better,
    worse,
    probability: chanceAbove(known.finalists[better], known.finalists[worse]),
    apart: isApart(known, better, worse),
  }));
}
