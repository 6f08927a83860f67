import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { type Applied, type Layer, offset } from "./layer.ts";

const EPSILON = 1e-5;
// Share of a batch's statistics in the running ones.
const MOMENTUM = 0.1;

/**
 * Batch normalization over all axes but the last (Ioffe and Szegedy 2015), as PyTorch's BatchNorm: in training by the mean and variance
 * of the batch, afterwards by running ones, whose variance is the unbiased one. Its statistics are the means, then the variances.
 */
export function batchNorm(channels: number): Layer {
  return {
    parts: [offset(channels, 1, false), offset(channels, 0, false)],
    statistics: [...new Array<number>(channels).fill(0), ...new Array<number>(channels).fill(1)],
    apply: (input, [gain, shift], pass) => {
      const axes = input.shape.slice(0, -1).map((_, axis) => axis);
      if (pass.kind === "training") return byBatch(input, axes, gain, shift, pass.noted);
      const [mean, variance] = halves(pass.statistics);
      return normalized(tf.sub(input, mean), variance, axes, gain, shift);
    },
    saved: (weights, statistics) => [
      tfl.layers.batchNormalization({ epsilon: EPSILON, weights: [...weights, ...halves(statistics)] }),
    ],
  };
}

/** The running statistics of a network after a batch that has noted its own. */
export function followed(running: Float32Array, noted: readonly tf.Tensor1D[]): Float32Array {
  const batch = noted.flatMap((statistics) => [...statistics.dataSync()]);
  return running.map((value, at) => value + MOMENTUM * (batch[at] - value));
}

function halves(statistics: Float32Array): [mean: tf.Tensor1D, variance: tf.Tensor1D] {
  const channels = statistics.length / 2;
  return [tf.tensor1d(statistics.subarray(0, channels)), tf.tensor1d(statistics.subarray(channels))];
}

function byBatch(input: tf.Tensor, axes: number[], gain: tf.Tensor, shift: tf.Tensor, noted: tf.Tensor1D[]): Applied {
  const values = axes.reduce((product, axis) => product * input.shape[axis], 1);
  const mean = tf.mean(input, axes);
  const centred = tf.sub(input, mean);
  const variance = tf.mean(tf.square(centred), axes);
  // Of a single value there is no unbiased variance; PyTorch refuses it.
  noted.push(tf.concat1d([mean as tf.Tensor1D, tf.mul(variance, values / Math.max(1, values - 1))]));
  return normalized(centred, variance, axes, gain, shift);
}

/** The way back is that of training, where mean and variance depend on the batch too. */
function normalized(
  centred: tf.Tensor,
  variance: tf.Tensor,
  axes: number[],
  gain: tf.Tensor,
  shift: tf.Tensor,
): Applied {
  const inverse = tf.rsqrt(tf.add(variance, EPSILON));
  const normal = tf.mul(centred, inverse);
  return {
    output: tf.add(tf.mul(normal, gain), shift),
    back: (slope) => {
      const ofShift = tf.sum(slope, axes);
      const ofGain = tf.sum(tf.mul(slope, normal), axes);
      const values = centred.size / shift.size;
      const shared = () => tf.div(tf.add(ofShift, tf.mul(normal, ofGain)), values);
      return { input: () => tf.mul(tf.mul(gain, inverse), tf.sub(slope, shared())), parts: [ofGain, ofShift] };
    },
  };
}
