import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import type { Dataset } from "../data/dataset.ts";
import { CLIP, type Scaling } from "../data/scaling.ts";
import { savedLayers } from "../network/network.ts";
import type { Trained } from "../train.ts";

/**
 * A trained network as a model of TensorFlow.js, from the values as they stand in the data to a probability for each class. Scaling is
 * part of it; missing values are not. Dispose it at the end.
 */
export function layersModel({ network, weights, statistics }: Trained, { layout, inputs }: Dataset): tfl.LayersModel {
  const input = tfl.input({ shape: [...layout.shape] });
  // The layers copy what they are given into variables of their own.
  tf.engine().startScope();
  const layers = [...scalingLayers(inputs), ...savedLayers(network, weights, statistics), tfl.layers.softmax()];
  const output = layers.reduce((value, layer) => layer.apply(value) as tfl.SymbolicTensor, input);
  tf.engine().endScope();
  return tfl.model({ inputs: input, outputs: output });
}

/** Layers of the model before the network itself: its input, and what scales. */
export const SCALING_LAYERS = 4;

/** Mean 0, deviation 1, clipped, out of standard layers: moved up so that ReLU's bounds are those of the clip, and down again. */
function scalingLayers({ means, deviations }: Scaling): tfl.layers.Layer[] {
  const [ones, clips] = [1, CLIP].map((value) => tf.fill([means.length], value));
  const variances = deviations.map((deviation) => deviation ** 2);
  return [
    tfl.layers.batchNormalization({
      epsilon: 0,
      scale: false,
      weights: [clips, tf.tensor1d([...means]), tf.tensor1d(variances)],
    }),
    tfl.layers.reLU({ maxValue: 2 * CLIP }),
    tfl.layers.batchNormalization({ epsilon: 0, center: false, scale: false, weights: [clips, ones] }),
  ];
}
