import type { Part } from "../network/layer.ts";
import type { Params } from "../params/params.ts";

// A unit whose weights are all near 0 could not move otherwise.
const SMALLEST_WEIGHTS = 1e-3;
const SMALLEST_GRADIENT = 1e-6;

/**
 * Gives a gradient the bounds that the params ask for, in place: first each unit's, then the whole one's.
 *
 * @param parts Of the weights, in their order.
 */
export function clip(gradient: Float32Array, weights: Float32Array, parts: readonly Part[], params: Params): void {
  if (params.clip_adaptive > 0) clipUnits(gradient, weights, parts, params.clip_adaptive);
  if (params.clip_norm > 0) clipNorm(gradient, params.clip_norm);
}

/** Makes a gradient that is longer than `most` as long as that, as PyTorch's clip_grad_norm_. */
function clipNorm(gradient: Float32Array, most: number): void {
  const share = most / (lengthOf(gradient, 0, gradient.length, 1) + SMALLEST_GRADIENT);
  if (share < 1) scale(gradient, 0, gradient.length, 1, share);
}

/**
 * Adaptive clipping: a unit's gradient becomes at most `most` times as long as its weights, which count as at least 0.001. Not in the last
 * layer. A bias or a gain vector is one unit. Brock, De, Smith and Simonyan, High-Performance Large-Scale Image Recognition Without
 * Normalization, ICML 2021, equation 3, and the authors' code for what is a unit.
 */
function clipUnits(gradient: Float32Array, weights: Float32Array, parts: readonly Part[], most: number): void {
  let from = 0;
  for (const { shape, size, kernel, last } of parts) {
    const units = kernel ? shape[shape.length - 1] : 1;
    for (let unit = from; unit < from + units && !last; unit++) {
      const bound = most * Math.max(lengthOf(weights, unit, from + size, units), SMALLEST_WEIGHTS);
      const length = Math.max(lengthOf(gradient, unit, from + size, units), SMALLEST_GRADIENT);
      if (length > bound) scale(gradient, unit, from + size, units, bound / length);
    }
    from += size;
  }
}

/** Of every `stride`-th value. */
function lengthOf(vector: Float32Array, from: number, to: number, stride: number): number {
  let sum = 0;
  for (let at = from; at < to; at += stride) sum += vector[at] ** 2;
  return Math.sqrt(sum);
}

function scale(vector: Float32Array, from: number, to: number, stride: number, factor: number): void {
  for (let at = from; at < to; at += stride) vector[at] *= factor;
}
