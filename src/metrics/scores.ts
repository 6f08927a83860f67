import type { Counts } from "./counts.ts";
import { FORMULAS, type Formula } from "./formulas.ts";
import { f1, precision, ratioOf, recall } from "./ratio.ts";
import { type Tally, tally } from "./tally.ts";

/** How well one class is found. The scores are in 0..1; a 0/0 is 0, as with scikit-learn's zero_division=0. */
export interface ClassScore {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Samples of this class. */
  readonly support: number;
  /** Samples predicted as this class. */
  readonly predicted: number;
}

/** Everything that counts tell; how each is defined stands at `FORMULAS`. */
export interface Scores {
  /** One a declared class, in the order of the counts. */
  readonly perClass: readonly ClassScore[];
  readonly macroF1: number;
  readonly microF1: number;
  readonly weightedF1: number;
  readonly accuracy: number;
  readonly balancedAccuracy: number;
  readonly specificity: number;
  /** -1..1; null for per-class counts. */
  readonly mcc: number | null;
  /** -1..1; null for per-class counts. */
  readonly kappa: number | null;
}

/** All scores of counts that `checkCounts` found nothing wrong with. */
export function scores(counts: Counts): Scores {
  const sums = tally(counts);
  const value = ({ expand }: Formula) => expand(sums).value;
  const confusion = counts.kind === "confusion";
  return {
    perClass: sums.truth.map((_, index) => classScore(sums, index)),
    macroF1: value(FORMULAS.macroF1),
    microF1: value(FORMULAS.microF1),
    weightedF1: value(FORMULAS.weightedF1),
    accuracy: value(FORMULAS.accuracy),
    balancedAccuracy: value(FORMULAS.balancedAccuracy),
    specificity: value(FORMULAS.specificity),
    mcc: confusion ? value(FORMULAS.mcc) : null,
    kappa: confusion ? value(FORMULAS.kappa) : null,
  };
}

function classScore(sums: Tally, index: number): ClassScore {
  return {
    precision: ratioOf(precision, sums, index),
    recall: ratioOf(recall, sums, index),
    f1: ratioOf(f1, sums, index),
    support: sums.truth[index],
    predicted: sums.predicted[index],
  };
}
