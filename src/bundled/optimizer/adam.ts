/** All that goes on from step to step, each vector as long as the weights. */
export interface AdamState {
  readonly weights: Float32Array;
  /** Decaying means of the gradient and of its square. */
  readonly mean: Float32Array;
  readonly square: Float32Array;
  /** Steps done. */
  steps: number;
}

export const MEAN_DECAY = 0.9;
export const SQUARE_DECAY = 0.999;
export const EPSILON = 1e-8;

/** Before the first step. */
export function freshAdam(weights: Float32Array): AdamState {
  return { weights, mean: new Float32Array(weights.length), square: new Float32Array(weights.length), steps: 0 };
}

/**
 * One step of Adam (Kingma and Ba 2015, algorithm 1) with decoupled weight decay (Loshchilov and Hutter 2019), as PyTorch's AdamW. In place.
 *
 * In numbers, not in kernels: for the small networks here a dozen calls of kernels take longer.
 *
 * @param decay Weight decay of each weight; the share lost at a step is rate · decay.
 */
export function adamStep(state: AdamState, gradient: Float32Array, rate: number, decay: Float32Array): void {
  const { weights, mean, square } = state;
  state.steps++;
  const { step, squareShare } = stepSizes(state.steps, rate);
  for (let at = 0; at < weights.length; at++) {
    const slope = gradient[at];
    mean[at] = MEAN_DECAY * mean[at] + (1 - MEAN_DECAY) * slope;
    square[at] = SQUARE_DECAY * square[at] + (1 - SQUARE_DECAY) * slope * slope;
    const kept = weights[at] * (1 - rate * decay[at]);
    weights[at] = kept - (step * mean[at]) / (Math.sqrt(square[at]) / squareShare + EPSILON);
  }
}

/** What corrects both means for their start from 0. @param steps Done, this one among them. */
export function stepSizes(steps: number, rate: number): { step: number; squareShare: number } {
  return { step: rate / (1 - MEAN_DECAY ** steps), squareShare: Math.sqrt(1 - SQUARE_DECAY ** steps) };
}
