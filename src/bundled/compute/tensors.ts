import * as tf from "@tensorflow/tfjs-core";
import { followed } from "../network/batchNorm.ts";
import { forward, type Network } from "../network/network.ts";
import { type AdamState, adamStep } from "../optimizer/adam.ts";
import type { Compute } from "./compute.ts";

/**
 * Any network, by TensorFlow.js.
 *
 * @param decay Weight decay of each weight.
 * @param shape Of one sample.
 */
export function tensors(
  network: Network,
  adam: AdamState,
  statistics: Float32Array,
  decay: Float32Array,
  shape: readonly number[],
): Compute {
  return {
    adam,
    statistics,
    logits: (features, rows) =>
      tf.tidy(() => {
        const input = tf.tensor(features, [rows, ...shape]);
        const { logits } = forward(network, adam.weights, input, { kind: "evaluation", statistics });
        return logits.dataSync<"float32">();
      }),
    gradient: (batch, random, slopeOf) =>
      tf.tidy(() => {
        const noted: tf.Tensor1D[] = [];
        const input = tf.tensor(batch.features, [batch.rows, ...shape]);
        const { logits, gradient } = forward(network, adam.weights, input, { kind: "training", random, noted });
        const slopes = gradient(slopeOf(logits.dataSync<"float32">()));
        statistics.set(followed(statistics, noted));
        return slopes;
      }),
    step: (gradient, rate) => adamStep(adam, gradient, rate, decay),
  };
}
