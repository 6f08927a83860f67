import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { kernel, type Layer } from "./layer.ts";

/**
 * The last layer for a loss with margins: the cosine of the angle between a row and each unit's weights, from −1 to 1.
 * Cao et al. 2019, section 3.2: without it the network escapes a margin by making everything longer.
 */
export function cosine(inputs: number, units: number): Layer {
  return {
    parts: [kernel([inputs, units], Math.sqrt(1 / inputs), true)],
    statistics: [],
    apply: (input, [matrix]) => {
      const [rows, columns] = [unit(input, 1), unit(matrix, 0)];
      return {
        output: tf.matMul(rows.vectors, columns.vectors),
        back: (slope) => ({
          input: () => rows.back(tf.matMul(slope, tf.transpose(columns.vectors))),
          parts: [columns.back(tf.matMul(tf.transpose(rows.vectors), slope))],
        }),
      };
    },
    // A row's length changes its logits all alike: the class stays what it is, the probabilities do not.
    saved: ([matrix]) => [tfl.layers.dense({ units, useBias: false, weights: [unit(matrix, 0).vectors] })],
  };
}

/** Vectors along an axis with length 1; zeros stay. The way back: what of the slope is along the vector has no effect. */
function unit(of: tf.Tensor, axis: number) {
  const inverse = tf.rsqrt(tf.maximum(tf.sum(tf.square(of), axis, true), 1e-24));
  const vectors = tf.mul(of, inverse);
  const back = (slope: tf.Tensor) =>
    tf.mul(tf.sub(slope, tf.mul(vectors, tf.sum(tf.mul(slope, vectors), axis, true))), inverse);
  return { vectors, back };
}
