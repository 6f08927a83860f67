import type * as tfl from "@tensorflow/tfjs-layers";
import type { FloatArray } from "./npz.ts";

/** A layer of a saved network, for whoever computes it without TensorFlow; its weights are the arrays `N.0`, `N.1`, ... of weights.npz. */
export interface PlainLayer {
  readonly kind: string;
  /** How many arrays of weights it has. */
  readonly weights: number;
  /** Of a pooling its size, of a reshape the shape of a sample, of a batch norm what is added to the variance. */
  readonly size?: readonly number[];
  readonly shape?: readonly number[];
  readonly epsilon?: number;
}

/** What a network after its scaling consists of, and its weights by name. */
export function plainLayers(layers: readonly tfl.layers.Layer[]): {
  layers: PlainLayer[];
  weights: Map<string, FloatArray>;
} {
  const weights = new Map<string, FloatArray>();
  const plain = layers.map((layer, at): PlainLayer => {
    const arrays = layer.getWeights();
    arrays.forEach((array, number) => {
      weights.set(`${at}.${number}`, { shape: array.shape, values: Float32Array.from(array.dataSync()) });
    });
    return { ...about(layer), weights: arrays.length };
  });
  return { layers: plain, weights };
}

function about(layer: tfl.layers.Layer): Omit<PlainLayer, "weights"> {
  const { poolSize, targetShape, epsilon } = layer.getConfig();
  switch (layer.getClassName()) {
    case "Dense":
      return { kind: "dense" };
    case "BatchNormalization":
      return { kind: "batch_norm", epsilon: Number(epsilon) };
    case "ReLU":
      return { kind: "relu" };
    case "Conv2D":
      return { kind: "convolution" };
    case "MaxPooling2D":
      return { kind: "max_pool", size: poolSize as number[] };
    case "GlobalAveragePooling2D":
      return { kind: "mean" };
    case "Reshape":
      return { kind: "reshape", shape: targetShape as number[] };
    case "Softmax":
      return { kind: "softmax" };
    default:
      throw new Error(`${layer.getClassName()}: a layer that predict.py does not know`);
  }
}
