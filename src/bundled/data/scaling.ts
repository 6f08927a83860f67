import type { Values } from "./values.ts";

// In deviations. What lies further out says "far out" and no more; unclipped it would rule the first layer.
export const CLIP = 8;

/** Mean and deviation of each feature in the training rows; the deviation is 1 for a feature that is constant there. */
export interface Scaling {
  readonly means: readonly number[];
  readonly deviations: readonly number[];
}

/**
 * @param channels Length of the last axis: a feature is a place on it.
 * @param training Whether each row may be learned from.
 */
export function scalingOf(values: Values, channels: number, training: readonly boolean[]): Scaling {
  const count = (training.filter(Boolean).length * values.size) / channels;
  const means = Array.from(sums(values, training, new Float64Array(channels), false), (sum) => sum / count);
  const squares = sums(values, training, Float64Array.from(means), true);
  return { means, deviations: Array.from(squares, (sum) => Math.sqrt(sum / count) || 1) };
}

/** Of the distances from a centre in the training rows, or of their squares. */
function sums({ size, blocks }: Values, training: readonly boolean[], centre: Float64Array, squared: boolean) {
  const channels = centre.length;
  const result = new Float64Array(channels);
  let row = 0;
  for (const block of blocks()) {
    for (let start = 0; start < block.length; start += size, row++) {
      if (!training[row]) continue;
      for (let at = 0, channel = 0; at < size; at++) {
        const distance = block[start + at] - centre[channel];
        result[channel] += squared ? distance * distance : distance;
        if (++channel === channels) channel = 0;
      }
    }
  }
  return result;
}

/**
 * The rows with mean 0 and deviation 1, clipped to ±8.
 *
 * @param into Where each row goes: an array, and its first place in it.
 */
export function scale(
  values: Values,
  { means, deviations }: Scaling,
  into: (row: number) => readonly [Float32Array, number],
): void {
  const { size } = values;
  const channels = means.length;
  let row = 0;
  for (const block of values.blocks()) {
    for (let start = 0; start < block.length; start += size, row++) {
      const [result, to] = into(row);
      for (let at = 0, channel = 0; at < size; at++) {
        const deviation = (block[start + at] - means[channel]) / deviations[channel];
        result[to + at] = deviation > CLIP ? CLIP : deviation < -CLIP ? -CLIP : deviation;
        if (++channel === channels) channel = 0;
      }
    }
  }
}
