import * as tf from "@tensorflow/tfjs-core";
import { type Layers, logits } from "./mlp.ts";
import type { Split } from "./table.ts";

/** Confusion counts: `confusion[i][j]` rows of class i that the network takes for class j. A row whose logits are not numbers goes to any class. */
export function evaluate(layers: Layers, weights: tf.Tensor1D, split: Split): number[][] {
  const classes = layers[layers.length - 1];
  const predicted = tf.tidy(() => {
    const features = tf.tensor2d(split.features, [split.rows, layers[0]]);
    return tf.argMax(logits(layers, weights, features, []), 1).dataSync();
  });
  const confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  split.labels.forEach((label, row) => {
    confusion[label][predicted[row]]++;
  });
  return confusion;
}
