import * as tf from "@tensorflow/tfjs-core";
import type { Adam } from "./adam.ts";
import { augment } from "./augment.ts";
import { epochBatches } from "./batches.ts";
import { classWeights, lossOf, smoothTargets } from "./losses.ts";
import { type Layers, logits } from "./mlp.ts";
import type { Params } from "./params.ts";
import type { Random } from "./random.ts";
import type { Split } from "./table.ts";

/** A network in training. */
export interface Model {
  readonly layers: Layers;
  readonly adam: Adam;
  readonly random: Random;
}

/**
 * Trains on the rows of one epoch.
 *
 * @param rateAt The learning rate where a share of this epoch is done, from 0 to 1.
 * @returns The mean loss of the batches, as it was before each step.
 */
export function trainEpoch(
  { layers, adam, random }: Model,
  train: Split,
  params: Params,
  rateAt: (share: number) => number,
): number {
  const width = layers[0];
  const classes = layers[layers.length - 1];
  const weightOf = classWeights(countsOf(train.labels, classes));
  const lossFrom = lossOf(params);
  const batches = epochBatches(params.sampler, train.labels, params.batch_size, random);
  let sum = 0;
  batches.forEach((rows, at) => {
    const labels = rows.map((row) => train.labels[row]);
    const features = gather(train.features, width, rows);
    augment(features, width, params.augmentation, random);
    const masks = dropoutMasks(layers, rows.length, params.dropout, random);
    sum += tf.tidy(() => {
      const x = tf.tensor2d(features, [rows.length, width]);
      const targets = tf.tensor2d(smoothTargets(labels, classes, params.label_smoothing), [rows.length, classes]);
      const weights = tf.tensor1d(Float32Array.from(labels, (label) => weightOf[label]));
      const maskTensors = masks.map((mask) => tf.tensor2d(mask, [rows.length, mask.length / rows.length]));
      const { value, grad } = tf.valueAndGrad((flat) =>
        lossFrom(logits(layers, flat as tf.Tensor1D, x, maskTensors), targets, weights),
      )(adam.weights);
      adam.step(grad as tf.Tensor1D, rateAt(at / batches.length));
      return value.dataSync()[0];
    });
  });
  return sum / batches.length;
}

function countsOf(labels: Int32Array, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const label of labels) counts[label]++;
  return counts;
}

function gather(features: Float32Array, width: number, rows: Int32Array): Float32Array {
  const batch = new Float32Array(rows.length * width);
  rows.forEach((row, at) => {
    batch.set(features.subarray(row * width, (row + 1) * width), at * width);
  });
  return batch;
}

/** One a hidden layer: 0 for a dropped unit, else 1 / (1 − share), so that the mean stays. Empty when none is dropped. */
function dropoutMasks(layers: Layers, rows: number, share: number, random: Random): Float32Array[] {
  if (share === 0) return [];
  return layers
    .slice(1, -1)
    .map((units) => Float32Array.from({ length: rows * units }, () => (random.next() < share ? 0 : 1 / (1 - share))));
}
