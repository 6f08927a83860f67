import * as tf from "@tensorflow/tfjs-core";

/** All that goes on from step to step, each vector as long as the weights. */
export interface AdamState {
  readonly weights: Float32Array;
  /** Decaying means of the gradient and of its square. */
  readonly mean: Float32Array;
  readonly square: Float32Array;
  /** Steps done. */
  readonly steps: number;
}

const MEAN_DECAY = 0.9;
const SQUARE_DECAY = 0.999;
const EPSILON = 1e-8;

/**
 * Adam (Kingma and Ba 2015, algorithm 1) with decoupled weight decay (Loshchilov and Hutter 2019), as PyTorch's AdamW.
 *
 * TensorFlow.js has an Adam of its own, without weight decay and without a way to put its state back. Call `dispose` at the end.
 */
export class Adam {
  readonly weights: tf.Variable<tf.Rank.R1>;
  readonly #mean: tf.Variable<tf.Rank.R1>;
  readonly #square: tf.Variable<tf.Rank.R1>;
  readonly #decay: tf.Tensor1D;
  #steps: number;

  /** @param decay Weight decay of each weight; the share lost at a step is rate · decay. */
  constructor(state: AdamState, decay: Float32Array) {
    this.weights = variable(state.weights);
    this.#mean = variable(state.mean);
    this.#square = variable(state.square);
    this.#decay = tf.tensor1d(decay);
    this.#steps = state.steps;
  }

  step(gradient: tf.Tensor1D, rate: number): void {
    this.#steps++;
    // The corrections of both means for their start from 0, in numbers rather than in kernels.
    const meanShare = 1 - MEAN_DECAY ** this.#steps;
    const squareShare = Math.sqrt(1 - SQUARE_DECAY ** this.#steps);
    tf.tidy(() => {
      this.#mean.assign(blend(this.#mean, gradient, MEAN_DECAY));
      this.#square.assign(blend(this.#square, tf.square(gradient), SQUARE_DECAY));
      const kept = tf.mul(this.weights, tf.sub(1, tf.mul(this.#decay, rate)));
      const scale = tf.add(tf.div(tf.sqrt(this.#square), squareShare), EPSILON);
      this.weights.assign(tf.sub(kept, tf.div(tf.mul(this.#mean, rate / meanShare), scale)));
    });
  }

  /** Copies, exact to the bit. */
  state(): AdamState {
    const [weights, mean, square] = [this.weights, this.#mean, this.#square].map((part) =>
      Float32Array.from(part.dataSync()),
    );
    return { weights, mean, square, steps: this.#steps };
  }

  dispose(): void {
    tf.dispose([this.weights, this.#mean, this.#square, this.#decay]);
  }
}

/** Before the first step. */
export function freshAdam(weights: Float32Array): AdamState {
  return { weights, mean: new Float32Array(weights.length), square: new Float32Array(weights.length), steps: 0 };
}

function variable(values: Float32Array): tf.Variable<tf.Rank.R1> {
  return tf.tidy(() => tf.variable(tf.tensor1d(values)));
}

function blend(old: tf.Tensor1D, fresh: tf.Tensor1D, keep: number): tf.Tensor1D {
  return tf.add(tf.mul(old, keep), tf.mul(fresh, 1 - keep));
}
