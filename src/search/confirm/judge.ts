import { chanceAbove, type Estimate, estimate } from "./estimate.ts";
import { isApart, type Pair, pairsOf } from "./pairs.ts";
import { chancesOfBest, type Evidence, mayBeChosen, type Posterior, posterior } from "./posterior.ts";

/** What a confirmation has found. Of values, more is better. */
export interface Judgement {
  /** In the order of the evidence. */
  readonly finalists: readonly JudgedFinalist[];
  /** Index of the finalist with the highest expected mean over seeds of those that may be chosen, or of the one that was. */
  readonly winner: number;
  /** Indices of those that may be chosen and are better than the winner with a probability of at least 5 %. */
  readonly indistinguishable: readonly number[];
  /** The winner against each other one that may be chosen, and each of these against the next. */
  readonly pairs: readonly Pair[];
  readonly baseline: JudgedBaseline | null;
}

/** The truth about one finalist: mean over all seeds, on samples without end, the choice of the best taken into account. */
export interface JudgedFinalist extends Estimate {
  readonly probabilityBest: number;
}

export interface JudgedBaseline extends Estimate {
  /** Winner less baseline. */
  readonly difference: Estimate;
  /** That the winner is better. */
  readonly probabilityBetter: number;
}

/**
 * Null before there is anything to judge: no finalist that may be chosen, or no second seed.
 *
 * @param chosen index of the winner, where it is decided already
 */
export function judgeFinalists(evidence: Evidence, chosen?: number): Judgement | null {
  const rivals = evidence.finalists.map((_, i) => i).filter((i) => mayBeChosen(evidence, i));
  const known = rivals.length === 0 ? null : posterior(evidence);
  if (known === null) return null;
  const chances = chancesOfBest(known, evidence);
  const winner = chosen ?? rivals.reduce((best, i) => (known.expected[i] > known.expected[best] ? i : best));
  const best = known.finalists[winner];
  return {
    finalists: known.finalists.map((truth, i) => ({ ...told(truth, known), probabilityBest: chances[i] })),
    winner,
    indistinguishable: rivals.filter((i) => i !== winner && !isApart(known, winner, i)),
    pairs: pairsOf(known, evidence, winner),
    baseline: known.baseline === null ? null : judgeBaseline(known.baseline, best, known),
  };
}

function judgeBaseline(baseline: Float64Array, best: Float64Array, known: Posterior): JudgedBaseline {
  return {
    ...told(baseline, known),
    difference: estimate(best.map((value, draw) => value - baseline[draw])),
    probabilityBetter: chanceAbove(best, baseline),
  };
}

function told(truth: Float64Array, { shared }: Posterior): Estimate {
  return estimate(truth.map((value, draw) => value + shared[draw]));
}
