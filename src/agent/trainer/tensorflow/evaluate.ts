import * as tf from "@tensorflow/tfjs-core";
import type { Split } from "./data/dataset.ts";
import { forward, type Network } from "./network/network.ts";

// Values of the rows that go through the network at a time: a bound on memory that small tables never meet.
const VALUES_AT_A_TIME = 1 << 18;

/**
 * Confusion counts: `confusion[i][j]` rows of class i that the network takes for class j. A row whose logits are not numbers goes to any class.
 *
 * @param statistics Running statistics of the batch norms.
 * @param shape Of one sample.
 */
export function evaluate(
  network: Network,
  weights: Float32Array,
  statistics: Float32Array,
  split: Split,
  shape: readonly number[],
  classes: number,
): number[][] {
  const size = split.features.length / split.rows;
  const step = Math.max(1, Math.floor(VALUES_AT_A_TIME / size));
  const confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let from = 0; from < split.rows; from += step) {
    const to = Math.min(split.rows, from + step);
    const predicted = tf.tidy(() => {
      const input = tf.tensor(split.features.subarray(from * size, to * size), [to - from, ...shape]);
      const { logits } = forward(network, weights, input, { kind: "evaluation", statistics });
      return tf.argMax(logits, 1).dataSync();
    });
    for (let row = from; row < to; row++) confusion[split.labels[row]][predicted[row - from]]++;
  }
  return confusion;
}
