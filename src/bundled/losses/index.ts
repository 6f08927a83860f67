import type { Params } from "../params/params.ts";
import { classWeights } from "./classWeights.ts";
import { crossEntropy } from "./crossEntropy.ts";
import { focal } from "./focal.ts";
import { classMargins } from "./ldam.ts";
import type { RowLoss } from "./rowLoss.ts";

/**
 * The mean loss of a batch and its derivative by each logit.
 *
 * @param logits rows × classes, row by row.
 * @param truth As long; each row sums to 1: one class, or the share of each where rows are mixed.
 * @param reweighted Whether the class weights count yet.
 */
export type Loss = (logits: Float32Array, truth: Float32Array, reweighted: boolean) => Graded;

export interface Graded {
  readonly value: number;
  /** rows × classes. */
  readonly slope: Float32Array;
}

/**
 * The loss that the params ask for: the mean over the rows of their own loss times the weight of their true class.
 *
 * PyTorch's `weight` with `label_smoothing` weights each class of the target instead, so that the mass smoothed onto a rare class
 * outweighs the true class, and it divides by the sum of the weights. Here a row's weight never depends on the smoothing or on the batch.
 *
 * @param counts Training rows of each class.
 */
export function lossOf(params: Params, counts: readonly number[]): Loss {
  const classes = counts.length;
  const even = new Array<number>(classes).fill(1);
  const weights = classWeights(params, counts) ?? even;
  const { rowLoss, scale, margins } = KINDS[params.loss](params, counts);
  const smoothing = params.label_smoothing;
  const [logP, p, targets, ofRow] = Array.from({ length: 4 }, () => new Float64Array(classes));
  return (logits, truth, reweighted) => {
    const rows = logits.length / classes;
    const slope = new Float32Array(logits.length);
    const ofClass = reweighted ? weights : even;
    let sum = 0;
    for (let from = 0; from < logits.length; from += classes) {
      let weight = 0;
      for (let label = 0; label < classes; label++) {
        const share = truth[from + label];
        weight += share * ofClass[label];
        // Label smoothing (Szegedy et al. 2016): a share of the target is spread evenly over all classes, the true one among them.
        targets[label] = share * (1 - smoothing) + smoothing / classes;
        logP[label] = scale * (logits[from + label] - margins[label] * share);
      }
      softmax(logP, p);
      sum += weight * rowLoss(logP, p, targets, ofRow);
      for (let label = 0; label < classes; label++) slope[from + label] = (weight * scale * ofRow[label]) / rows;
    }
    return { value: sum / rows, slope };
  };
}

/** A loss of rows, on scale·(logits − margin of the true class). */
interface Kind {
  readonly rowLoss: RowLoss;
  readonly scale: number;
  readonly margins: readonly number[];
}

const KINDS = {
  cross_entropy: (_, counts) => plain(crossEntropy, counts),
  weighted_cross_entropy: (_, counts) => plain(crossEntropy, counts),
  focal: ({ focal_gamma }, counts) => plain(focal(focal_gamma), counts),
  ldam: ({ ldam_margin, ldam_scale }, counts) => ({
    rowLoss: crossEntropy,
    scale: ldam_scale,
    margins: classMargins(ldam_margin, counts),
  }),
} satisfies Record<Params["loss"], (params: Params, counts: readonly number[]) => Kind>;

function plain(rowLoss: RowLoss, counts: readonly number[]): Kind {
  return { rowLoss, scale: 1, margins: counts.map(() => 0) };
}

/** Log-softmax in place, and the softmax. Relative to the largest, so that no exponential is too large. */
function softmax(values: Float64Array, p: Float64Array): void {
  let largest = values[0];
  for (let at = 1; at < values.length; at++) largest = Math.max(largest, values[at]);
  let sum = 0;
  for (let at = 0; at < values.length; at++) {
    p[at] = Math.exp(values[at] - largest);
    sum += p[at];
  }
  const log = largest + Math.log(sum);
  for (let at = 0; at < values.length; at++) {
    values[at] -= log;
    p[at] /= sum;
  }
}
