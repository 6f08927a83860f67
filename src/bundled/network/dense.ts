import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { kernel, type Layer, offset } from "./layer.ts";

/**
 * (rows, inputs) to (rows, units): input · matrix + bias. The matrix starts with deviation √(2/inputs) (He et al. 2015), half of it in
 * the last layer, so that training starts near even odds.
 */
export function dense(inputs: number, units: number, last: boolean): Layer {
  return {
    parts: [kernel([inputs, units], Math.sqrt(2 / inputs) * (last ? 0.5 : 1), last), offset(units, 0, last)],
    statistics: [],
    apply: (input, [matrix, bias]) => ({
      output: tf.add(tf.matMul(input, matrix), bias),
      // wasm multiplies an explicitly transposed matrix several times faster than one by flag.
      back: (slope) => ({
        input: () => tf.matMul(slope, tf.transpose(matrix)),
        parts: [tf.matMul(tf.transpose(input), slope), tf.sum(slope, 0)],
      }),
    }),
    saved: (weights) => [tfl.layers.dense({ units, weights: [...weights] })],
  };
}
