import type { Tensor, Tensor1D } from "@tensorflow/tfjs-core";
import type { layers } from "@tensorflow/tfjs-layers";
import type { Random } from "../random.ts";

/** One step of a network, from a batch (rows, ...) to a batch. */
export interface Layer {
  /** What it learns. */
  readonly parts: readonly Part[];
  /** Running statistics that it keeps beside what it learns, as they start. */
  readonly statistics: readonly number[];
  /** @param parts Tensors of the parts' shapes. */
  readonly apply: (input: Tensor, parts: readonly Tensor[], pass: Pass) => Applied;
  /** The same for a network that is done, as layers of TensorFlow.js. */
  readonly saved: (parts: readonly Tensor[], statistics: Float32Array) => layers.Layer[];
}

/** What a layer makes of a batch, and its way back: from the loss's slope by the output to the slopes by all that went in. */
export interface Applied {
  readonly output: Tensor;
  readonly back: (slope: Tensor) => Slopes;
}

export interface Slopes {
  /** Called for all layers but the first. */
  readonly input: () => Tensor;
  /** One a part, of its shape. */
  readonly parts: readonly Tensor[];
}

/** A tensor among the weights. */
export interface Part {
  readonly shape: readonly number[];
  /** Product of the shape. */
  readonly size: number;
  /** Every value starts at `mean`, or from a normal distribution around it. */
  readonly mean: number;
  readonly deviation: number;
  /** A matrix or a filter, its last axis the units: weight decay applies to it, and each unit has a norm of its own. */
  readonly kernel: boolean;
  /** Of the last layer, which adaptive clipping leaves alone. */
  readonly last: boolean;
}

/** What a batch goes through the network for. */
export type Pass =
  | {
      readonly kind: "training";
      /** Decides which units are dropped. */
      readonly random: Random;
      /** Every layer with statistics adds those of this batch. */
      readonly noted: Tensor1D[];
    }
  | {
      readonly kind: "evaluation";
      /** The running ones: of the network, or of the one layer that gets the pass. */
      readonly statistics: Float32Array;
    };

export function kernel(shape: readonly number[], deviation: number, last: boolean): Part {
  const size = shape.reduce((product, length) => product * length, 1);
  return { shape, size, mean: 0, deviation, kernel: true, last };
}

/** A vector that is added to the units, or, with mean 1, multiplied with them. */
export function offset(units: number, mean: number, last: boolean): Part {
  return { shape: [units], size: units, mean, deviation: 0, kernel: false, last };
}
