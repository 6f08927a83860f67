import * as tf from "@tensorflow/tfjs-core";
import type { Random } from "./random.ts";

/** Units of each layer: features, hidden layers, classes. */
export type Layers = readonly number[];

/**
 * The logits (rows, classes) of a ReLU network.
 *
 * @param weights All weights in one vector, layer by layer: a matrix (inputs × units, row by row), then a bias a unit. One vector makes an
 *   optimizer step a handful of kernels, whatever the depth; in small networks the calls cost more than the numbers.
 * @param features (rows, features).
 * @param masks One a hidden layer (rows, units): what its outputs are multiplied with. Empty when no unit is dropped.
 */
export function logits(
  layers: Layers,
  weights: tf.Tensor1D,
  features: tf.Tensor2D,
  masks: readonly tf.Tensor2D[],
): tf.Tensor2D {
  const connections = connectionsOf(layers);
  const parts = tf.split<tf.Tensor1D>(
    weights,
    connections.flatMap(({ inputs, units }) => [inputs * units, units]),
  );
  return connections.reduce((input, { inputs, units }, at) => {
    const output = dense(input, tf.reshape(parts[2 * at], [inputs, units]), parts[2 * at + 1]);
    if (at === connections.length - 1) return output;
    return masks.length === 0 ? tf.relu(output) : tf.mul(tf.relu(output), masks[at]);
  }, features);
}

/** Fresh weights: deviation √(2/inputs) in the hidden layers (He et al. 2015), half of it in the last one, so that training starts near even odds; biases 0. */
export function initialWeights(layers: Layers, random: Random): Float32Array {
  return fill(layers, ({ inputs, last }) => Math.sqrt(2 / inputs) * (last ? 0.5 : 1) * random.gaussian(), 0);
}

/** 1 for each weight of a matrix and 0 for each bias, in the order of the weights: what weight decay applies to. */
export function decayMask(layers: Layers): Float32Array {
  return fill(layers, () => 1, 0);
}

interface Connection {
  readonly inputs: number;
  readonly units: number;
  readonly last: boolean;
}

function connectionsOf(layers: Layers): Connection[] {
  return layers.slice(1).map((units, at) => ({ inputs: layers[at], units, last: at === layers.length - 2 }));
}

function fill(layers: Layers, weight: (connection: Connection) => number, bias: number): Float32Array {
  return Float32Array.from(
    connectionsOf(layers).flatMap((connection) => [
      ...Array.from({ length: connection.inputs * connection.units }, () => weight(connection)),
      ...Array.from({ length: connection.units }, () => bias),
    ]),
  );
}

/** input · matrix + bias. With a gradient of its own: wasm multiplies an explicitly transposed matrix several times faster than one by flag. */
function dense(input: tf.Tensor2D, matrix: tf.Tensor2D, bias: tf.Tensor1D): tf.Tensor2D {
  const operation = tf.customGrad<tf.Tensor2D>((...args) => {
    // What the gradient needs is saved by name; everything else is gone when it is called.
    const save = args[args.length - 1] as tf.GradSaveFunc;
    save([input, matrix]);
    return {
      value: tf.add(tf.matMul(input, matrix), bias),
      gradFunc: (slope, [savedInput, savedMatrix]) => [
        tf.matMul(slope, tf.transpose(savedMatrix)),
        tf.matMul(tf.transpose(savedInput), slope),
        tf.sum(slope, 0),
      ],
    };
  });
  return operation(input, matrix, bias);
}
