import type { Batch } from "../augment/part.ts";
import type { AdamState } from "../optimizer/adam.ts";
import type { Random } from "../random.ts";

/** What computes a network in training: it has the network's numbers and changes them in place. Vectors that it returns hold until its next call. */
export interface Compute {
  readonly adam: AdamState;
  /** Running statistics of the batch norms. */
  readonly statistics: Float32Array;
  /** Takes rows through the network as it is used after training: rows × classes. */
  readonly logits: (features: Float32Array, rows: number) => Float32Array;
  /**
   * Takes a batch through the network, forth and back: the gradient, as long as the weights. The running statistics follow the batch.
   *
   * @param random Decides which units are dropped.
   * @param slopeOf From the logits (rows × classes) to the slope of the loss by each.
   */
  readonly gradient: (batch: Batch, random: Random, slopeOf: (logits: Float32Array) => Float32Array) => Float32Array;
  /** One step of AdamW. */
  readonly step: (gradient: Float32Array, rate: number) => void;
}
