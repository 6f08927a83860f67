import * as tf from "@tensorflow/tfjs-core";
import type { Params } from "./params.ts";

/**
 * The mean loss of a batch.
 *
 * logits: (batch, classes). targets: (batch, classes), each row sums to 1. weights: (batch), of each row's true class.
 */
export type Loss = (logits: tf.Tensor2D, targets: tf.Tensor2D, weights: tf.Tensor1D) => tf.Scalar;

/** The loss that the params ask for. */
export function lossOf(params: Params): Loss {
  switch (params.loss) {
    case "cross_entropy":
      return crossEntropy;
    case "weighted_cross_entropy":
      return weightedCrossEntropy;
    case "focal":
      return focal(params.focal_gamma);
  }
}

/** −Σ t·log p, as PyTorch's CrossEntropyLoss. */
const crossEntropy: Loss = (logits, targets) => mean(rowEntropies(logits, targets));

/**
 * Each row's cross entropy times the weight of its true class, over the number of rows.
 *
 * PyTorch's `weight` with `label_smoothing` weights each class of the target instead, so that the mass smoothed onto a rare class
 * outweighs the true class. Here a row's weight never depends on the smoothing.
 */
const weightedCrossEntropy: Loss = (logits, targets, weights) => mean(tf.mul(rowEntropies(logits, targets), weights));

/**
 * −Σ t·(1 − p)^γ·log p; γ = 0 is cross entropy. Lin et al., Focal Loss for Dense Object Detection, ICCV 2017, equation 4, with the
 * softmax in place of the sigmoid, and summed over soft targets.
 */
const focal =
  (gamma: number): Loss =>
  (logits, targets) => {
    const logP = tf.logSoftmax(logits);
    // Below γ = 1 the slope of (1 − p)^γ has no bound as p nears 1; this bounds it.
    const miss = tf.clipByValue(tf.sub(1, tf.exp(logP)), 1e-6, 1);
    return mean(tf.neg(tf.sum(tf.mul(targets, tf.mul(tf.pow(miss, gamma), logP)), 1)));
  };

/**
 * Weights of the classes by inverse frequency, mean 1 over the samples: n / (k·n_c), at most 50, so that a class of a few samples does
 * not drown the others. 0 for a class without samples.
 *
 * @param counts Training samples of each class.
 */
export function classWeights(counts: readonly number[]): number[] {
  const samples = counts.reduce((sum, count) => sum + count, 0);
  const present = counts.filter((count) => count > 0).length;
  return counts.map((count) => (count === 0 ? 0 : Math.min(50, samples / (present * count))));
}

/** Targets (rows × classes, row by row): 1 − smoothing at the label, and smoothing spread evenly over all classes, the label among them. */
export function smoothTargets(labels: Int32Array, classes: number, smoothing: number): Float32Array {
  const targets = new Float32Array(labels.length * classes).fill(smoothing / classes);
  labels.forEach((label, row) => {
    targets[row * classes + label] += 1 - smoothing;
  });
  return targets;
}

function rowEntropies(logits: tf.Tensor2D, targets: tf.Tensor2D): tf.Tensor1D {
  return tf.neg(tf.sum(tf.mul(targets, tf.logSoftmax(logits)), 1));
}

function mean(rows: tf.Tensor): tf.Scalar {
  return tf.mean(rows);
}
