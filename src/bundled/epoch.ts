import { augment } from "./augment/index.ts";
import type { Batch } from "./augment/part.ts";
import { epochBatches } from "./batches.ts";
import type { Compute } from "./compute/compute.ts";
import type { Dataset, Split } from "./data/dataset.ts";
import type { Loss } from "./losses/index.ts";
import { truthOf } from "./losses/truth.ts";
import type { Network } from "./network/network.ts";
import { clip } from "./optimizer/clip.ts";
import type { Params } from "./params/params.ts";
import type { Random } from "./random.ts";

/** A network in training. */
export interface Learner {
  readonly network: Network;
  readonly compute: Compute;
  readonly random: Random;
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
  const { network, compute, random } = learner;
  let mean = 0;
  const gradient = compute.gradient(batch, random, (logits) => {
    const { value, slope } = loss(logits, batch.truth, reweighted);
    mean = value;
    return slope;
  });
  clip(gradient, compute.adam.weights, network.parts, params);
  compute.step(gradient, rate);
  return mean;
}

function batchOf(train: Split, rows: Int32Array, shape: readonly number[], classes: number): Batch {
  const size = train.features.length / train.rows;
  const features = new Float32Array(rows.length * size);
  const labels = new Int32Array(rows.length);
  for (let at = 0; at < rows.length; at++) {
    labels[at] = train.labels[rows[at]];
    for (let value = 0; value < size; value++) features[at * size + value] = train.features[rows[at] * size + value];
  }
  return { rows: rows.length, shape, features, truth: truthOf(labels, classes) };
}
