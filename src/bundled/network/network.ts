import * as tf from "@tensorflow/tfjs-core";
import type { Random } from "../random.ts";
import type { Applied, Layer, Part, Pass } from "./layer.ts";

/**
 * Layers in their order. All that they learn is one vector, part by part, and the running statistics of all layers are another: what goes
 * on from step to step is numbers, and only a batch on its way through the network is tensors.
 */
export interface Network {
  readonly layers: readonly Layer[];
  readonly parts: readonly Part[];
}

export function networkOf(layers: readonly Layer[]): Network {
  return { layers, parts: layers.flatMap((layer) => layer.parts) };
}

/** A batch that has gone through a network. */
export interface Forward {
  /** (rows, classes). */
  readonly logits: tf.Tensor;
  /** After a pass in training: the gradient, as long as the weights, of a loss that has this slope by the logits (rows × classes). */
  readonly gradient: (slope: Float32Array) => Float32Array;
}

/**
 * Takes a batch through the network. It leaves tensors behind: call it, and what it returns, within tf.tidy.
 *
 * TensorFlow.js could find the gradient itself, by a record of every kernel; in small networks that record costs more than the kernels.
 *
 * @param input (rows, ...the shape of a sample).
 */
export function forward(network: Network, weights: Float32Array, input: tf.Tensor, pass: Pass): Forward {
  const applied: Applied[] = [];
  let logits = input;
  for (const { layer, parts, statistics } of ownOfLayers(network, weights, pass)) {
    const last = layer.apply(logits, parts, pass.kind === "training" ? pass : { ...pass, statistics });
    applied.push(last);
    logits = last.output;
  }
  return { logits, gradient: (slope) => gradientOf(applied, tf.tensor(slope, logits.shape), weights.length) };
}

function gradientOf(applied: readonly Applied[], ofLogits: tf.Tensor, length: number): Float32Array {
  const gradient = new Float32Array(length);
  let slope = ofLogits;
  let to = length;
  for (const [at, { back }] of [...applied.entries()].reverse()) {
    const { input, parts } = back(slope);
    for (const part of parts.toReversed()) {
      to -= part.size;
      gradient.set(part.dataSync(), to);
    }
    if (at > 0) slope = input();
  }
  return gradient;
}

/** The network that is done, as layers of TensorFlow.js. */
export function savedLayers(network: Network, weights: Float32Array, statistics: Float32Array) {
  return ownOfLayers(network, weights, { kind: "evaluation", statistics }).flatMap((own) =>
    own.layer.saved(own.parts, own.statistics),
  );
}

export function initialWeights({ parts }: Network, random: Random): Float32Array {
  return Float32Array.from(
    parts.flatMap(({ size, mean, deviation }) =>
      Array.from({ length: size }, () => (deviation === 0 ? mean : mean + deviation * random.gaussian())),
    ),
  );
}

export function initialStatistics({ layers }: Network): Float32Array {
  return Float32Array.from(layers.flatMap(({ statistics }) => statistics));
}

/** 1 for each weight of a kernel, 0 for each of anything else, in the order of the weights: what weight decay applies to. */
export function decayMask({ parts }: Network): Float32Array {
  return Float32Array.from(parts.flatMap(({ size, kernel }) => new Array<number>(size).fill(kernel ? 1 : 0)));
}

interface OwnOfLayer {
  readonly layer: Layer;
  readonly parts: readonly tf.Tensor[];
  /** Empty in training. */
  readonly statistics: Float32Array;
}

function ownOfLayers({ layers }: Network, weights: Float32Array, pass: Pass): OwnOfLayer[] {
  const running = pass.kind === "evaluation" ? pass.statistics : new Float32Array();
  let to = 0;
  let end = 0;
  return layers.map((layer) => {
    const parts = layer.parts.map(({ shape, size }) => {
      to += size;
      return tf.tensor(weights.subarray(to - size, to), [...shape]);
    });
    end += layer.statistics.length;
    return { layer, parts, statistics: running.subarray(end - layer.statistics.length, end) };
  });
}
