import * as tf from "@tensorflow/tfjs-core";
import { augment } from "./augment/index.ts";
import type { Batch } from "./augment/part.ts";
import { epochBatches } from "./batches.ts";
import type { Dataset, Split } from "./data/dataset.ts";
import type { Loss } from "./losses/index.ts";
import { truthOf } from "./losses/truth.ts";
import { followed } from "./network/batchNorm.ts";
import { forward, type Network } from "./network/network.ts";
import { type AdamState, adamStep } from "./optimizer/adam.ts";
import { clip } from "./optimizer/clip.ts";
import type { Params } from "./params/params.ts";
import type { Random } from "./random.ts";

/** A network in training. */
export interface Learner {
  readonly network: Network;
  readonly adam: AdamState;
  /** Weight decay of each weight. */
  readonly decay: Float32Array;
  readonly random: Random;
  /** Running statistics of the batch norms. */
  statistics: Float32Array;
}

/** How one epoch is trained. */
export interface Lesson {
  readonly params: Params;
  readonly loss: Loss;
  /** Whether the class weights count yet. */
  readonly reweighted: boolean;
  /** The learning rate where a share of this epoch is done, from 0 to 1. */
  readonly rateAt: (share: number) => number;
}

/**
 * Trains on the rows of one epoch.
 *
 * @returns The mean loss of the batches, as it was before each step.
 */
export function trainEpoch(learner: Learner, { layout, classes, train }: Dataset, lesson: Lesson): number {
  const { params, rateAt } = lesson;
  const batches = epochBatches(params, train.labels, learner.random);
  let sum = 0;
  batches.forEach((rows, at) => {
    const batch = batchOf(train, rows, layout.shape, classes.length);
    augment(batch, layout.model, params, learner.random);
    sum += trainBatch(learner, batch, lesson, rateAt(at / batches.length));
  });
  return sum / batches.length;
}

function trainBatch(learner: Learner, batch: Batch, { params, loss, reweighted }: Lesson, rate: number): number {
  const { network, adam, decay, random } = learner;
  return tf.tidy(() => {
    const noted: tf.Tensor1D[] = [];
    const input = tf.tensor(batch.features, [batch.rows, ...batch.shape]);
    const { logits, gradient } = forward(network, adam.weights, input, { kind: "training", random, noted });
    const { value, slope } = loss(logits.dataSync<"float32">(), batch.truth, reweighted);
    const slopes = gradient(slope);
    clip(slopes, adam.weights, network.parts, params);
    adamStep(adam, slopes, rate, decay);
    learner.statistics = followed(learner.statistics, noted);
    return value;
  });
}

function batchOf(train: Split, rows: Int32Array, shape: readonly number[], classes: number): Batch {
  const size = train.features.length / train.rows;
  const features = new Float32Array(rows.length * size);
  rows.forEach((row, at) => {
    features.set(train.features.subarray(row * size, (row + 1) * size), at * size);
  });
  const labels = rows.map((row) => train.labels[row]);
  return { rows: rows.length, shape, features, truth: truthOf(labels, classes) };
}
