import { chanceAbove, type Estimate, estimate } from "./estimate.ts";
import { chancesOfBest, type Evidence, type Posterior, posterior } from "./posterior.ts";

/** What a confirmation has found. Of values, more is better. */
export interface Judgement {
  /** In the order of the evidence. */
  readonly finalists: readonly JudgedFinalist[];
  /** Index of the finalist with the highest expected mean over seeds, or of the one that was chosen. */
  readonly winner: number;
  /** Indices of those that are better than the winner with a probability of at least 5 %. */
  readonly indistinguishable: readonly number[];
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
 * Null before there is anything to judge: no finalist, or no second seed.
 *
 * @param chosen index of the winner, where it is decided already
 */
export function judgeFinalists(evidence: Evidence, chosen?: number): Judgement | null {
  const known = evidence.finalists.length === 0 ? null : posterior(evidence);
  if (known === null) return null;
  const chances = chancesOfBest(known);
  const winner = chosen ?? known.expected.indexOf(Math.max(...known.expected));
  const best = known.finalists[winner];
  return {
    finalists: known.finalists.map((truth, i) => ({ ...told(truth, known), probabilityBest: chances[i] })),
    winner,
    indistinguishable: known.finalists.flatMap((truth, i) =>
      i !== winner && chanceAbove(truth, best) >= TOLD_APART ? [i] : [],
    ),
    baseline: known.baseline === null ? null : judgeBaseline(known.baseline, best, known),
  };
}

const TOLD_APART = 0.05;

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
