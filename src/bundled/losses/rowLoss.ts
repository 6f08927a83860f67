/**
 * The loss of one row and, into `slope`, its derivative by each logit.
 *
 * @param logP Log-softmax of the logits, one a class.
 * @param p Their softmax.
 * @param targets The truth, smoothed; sums to 1.
 */
export type RowLoss = (logP: Float64Array, p: Float64Array, targets: Float64Array, slope: Float64Array) => number;
