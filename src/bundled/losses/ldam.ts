/**
 * The margins of the label-distribution-aware margin loss: cross entropy of scale·(logits − margin of the true class), where the logits are
 * cosines (the last layer is `cosine`) and the scale undoes that the softmax of numbers from −1 to 1 is nearly even. Cao et al., Learning
 * Imbalanced Datasets with Label-Distribution-Aware Margin Loss, NeurIPS 2019, equation 13.
 *
 * @param largest Margin of the rarest class.
 * @param counts Training samples of each class.
 * @returns Of each class, proportional to n^(−1/4) (equation 12); 0 for a class without samples.
 */
export function classMargins(largest: number, counts: readonly number[]): number[] {
  const raw = counts.map((count) => (count === 0 ? 0 : count ** -0.25));
  const most = Math.max(...raw);
  return raw.map((value) => (largest * value) / most);
}
