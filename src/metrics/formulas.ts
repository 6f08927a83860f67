import { kappa, mcc } from "./agreement.ts";
import { type Expansion, flat } from "./expansion.ts";
import { f1, mean, precision, type Ratio, recall, specificity, weightedF1 } from "./ratio.ts";
import { occurring, supported, type Tally } from "./tally.ts";

/** The lowest and the highest value that a metric can have. */
export type Range = readonly [low: number, high: number];

/** A metric of all classes together. */
export interface Formula {
  readonly range: Range;
  /** Whether per-class counts are taken: the protocol promises MCC and kappa for confusion counts only. */
  readonly perClass: boolean;
  readonly expand: (tally: Tally) => Expansion;
}

const UNIT: Range = [0, 1];
const SIGNED: Range = [-1, 1];

/**
 * The metrics of all classes together, as in scikit-learn with zero_division=0.
 *
 * - `macroF1`: f1_score(average="macro"), the mean over the classes that occur in truth or prediction.
 * - `microF1`: f1_score(average="micro"), which is the accuracy where each sample has one label.
 * - `weightedF1`: f1_score(average="weighted").
 * - `balancedAccuracy`: balanced_accuracy_score, the mean recall over the classes that have samples.
 * - `specificity`: not in scikit-learn; the mean over the classes that occur of recall_score of "not this class".
 * - `mcc`: matthews_corrcoef.
 * - `kappa`: cohen_kappa_score, but 0 where that is NaN.
 */
export const FORMULAS = {
  macroF1: { range: UNIT, perClass: true, expand: (tally) => mean(f1, tally, occurring(tally)) },
  microF1: { range: UNIT, perClass: true, expand: accuracy },
  weightedF1: { range: UNIT, perClass: true, expand: weightedF1 },
  accuracy: { range: UNIT, perClass: true, expand: accuracy },
  balancedAccuracy: { range: UNIT, perClass: true, expand: (tally) => mean(recall, tally, supported(tally)) },
  specificity: { range: UNIT, perClass: true, expand: (tally) => mean(specificity, tally, occurring(tally)) },
  mcc: { range: SIGNED, perClass: false, expand: mcc },
  kappa: { range: SIGNED, perClass: false, expand: kappa },
} satisfies Record<string, Formula>;

/** The metrics of one class, all in 0..1. */
export const CLASS_FORMULAS = { precision, recall, f1, specificity } satisfies Record<string, Ratio>;

function accuracy({ total, hits }: Tally): Expansion {
  const value = hits.reduce((sum, count) => sum + count, 0) / total;
  return { value, slopes: { ...flat(hits.length), hits: hits.map(() => 1 / total) } };
}
