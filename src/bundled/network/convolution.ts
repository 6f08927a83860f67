import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { kernel, type Layer, offset } from "./layer.ts";

/**
 * (rows, height, width, channels) to (rows, height, width, filters), with zeros beyond the borders. Starts as a dense layer of its inputs.
 *
 * @param size Of a filter; both odd.
 */
export function convolution(size: readonly [number, number], channels: number, filters: number): Layer {
  const [height, width] = size;
  const shape = [height, width, channels, filters];
  return {
    parts: [kernel(shape, Math.sqrt(2 / (height * width * channels)), false), offset(filters, 0, false)],
    statistics: [],
    apply: (input, [filter, bias]) => ({
      output: tf.add(convolved(input, filter), bias),
      back: (slope) => ({
        input: () => convolved(slope, turned(filter)),
        parts: [filterGradient(input, slope, shape), tf.sum(slope, [0, 1, 2])],
      }),
    }),
    saved: (weights) => [
      tfl.layers.conv2d({ filters, kernelSize: [height, width], padding: "same", weights: [...weights] }),
    ],
  };
}

function convolved(input: tf.Tensor, filter: tf.Tensor): tf.Tensor {
  return tf.conv2d(input as tf.Tensor4D, filter as tf.Tensor4D, 1, "same");
}

/**
 * What takes slopes back to the input: filters of odd sizes turned around, with inputs and outputs changed over. wasm convolves several
 * times faster than it runs the kernel Conv2DBackpropInput, which computes the same.
 */
function turned(filter: tf.Tensor): tf.Tensor {
  return tf.transpose(tf.reverse(filter, [0, 1]), [0, 1, 3, 2]);
}

/** The core exports no function for this kernel. */
function filterGradient(x: tf.Tensor, dy: tf.Tensor, filterShape: number[]): tf.Tensor {
  const attributes = { strides: 1, pad: "same", dataFormat: "NHWC", filterShape };
  return tf.engine().runKernel(tf.Conv2DBackpropFilter, { x, dy }, attributes);
}
