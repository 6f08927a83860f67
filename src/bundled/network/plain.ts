import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import type { Random } from "../random.ts";
import type { Applied, Layer } from "./layer.ts";

// Layers that learn nothing.

export const relu: Layer = {
  parts: [],
  statistics: [],
  apply: (input) => {
    const output = tf.relu(input);
    return applied(output, (slope) => tf.mul(slope, tf.step(output)));
  },
  saved: () => [tfl.layers.reLU()],
};

/** Sets a share of the values to 0 while training, and makes the others larger by 1 / (1 − share), so that the mean stays. */
export function dropout(share: number): Layer {
  return {
    parts: [],
    statistics: [],
    apply: (input, _, pass) => {
      if (share === 0 || pass.kind === "evaluation") return applied(input, (slope) => slope);
      const mask = tf.tensor(dropoutMask(input.size, share, pass.random), input.shape);
      return applied(tf.mul(input, mask), (slope) => tf.mul(slope, mask));
    },
    saved: () => [],
  };
}

/** The largest of every `size` neighbours: (rows, height, width, channels) to one that is smaller by these factors, rounded down. */
export function maxPool(size: readonly [number, number]): Layer {
  const [height, width] = size;
  return {
    parts: [],
    statistics: [],
    apply: (input) => {
      const output = tf.maxPool(input as tf.Tensor4D, [height, width], [height, width], "valid");
      const attributes = { filterSize: [height, width], strides: [height, width], pad: "valid" };
      return applied(output, (dy) => tf.engine().runKernel(tf.MaxPoolGrad, { dy, input, output }, attributes));
    },
    saved: () => [tfl.layers.maxPooling2d({ poolSize: [height, width] })],
  };
}

/** (rows, height, width, channels) to (rows, channels): the mean over all places. */
export const globalMean: Layer = {
  parts: [],
  statistics: [],
  apply: (input) => {
    const [rows, height = 1, width = 1, channels] = input.shape;
    const back = (slope: tf.Tensor) =>
      tf.tile(tf.reshape(tf.div(slope, height * width), [rows, 1, 1, channels]), [1, height, width, 1]);
    return applied(tf.mean(input, [1, 2]), back);
  },
  saved: () => [tfl.layers.globalAveragePooling2d({ dataFormat: "channelsLast" })],
};

/** To samples of another shape, of as many values. */
export function reshape(shape: readonly number[]): Layer {
  return {
    parts: [],
    statistics: [],
    apply: (input) => applied(tf.reshape(input, [input.shape[0], ...shape]), (slope) => tf.reshape(slope, input.shape)),
    saved: () => [tfl.layers.reshape({ targetShape: [...shape] })],
  };
}

function applied(output: tf.Tensor, back: (slope: tf.Tensor) => tf.Tensor): Applied {
  return { output, back: (slope) => ({ input: () => back(slope), parts: [] }) };
}

function dropoutMask(values: number, share: number, random: Random): Float32Array {
  return Float32Array.from({ length: values }, () => (random.next() < share ? 0 : 1 / (1 - share)));
}
