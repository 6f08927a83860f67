// In deviations. What lies further out says "far out" and no more; unclipped it would rule the first layer.
export const CLIP = 8;

/** Mean and deviation of each feature in the training rows; the deviation is 1 for a feature that is constant there. */
export interface Scaling {
  readonly means: readonly number[];
  readonly deviations: readonly number[];
}

/**
 * @param values rows × size, row by row.
 * @param channels Length of the last axis: a feature is a place on it.
 * @param training The rows that may be learned from.
 */
export function scalingOf(values: Values, size: number, channels: number, training: readonly number[]): Scaling {
  const count = (training.length * size) / channels;
  const mean = (of: (value: number, channel: number) => number) => {
    const sums = new Array<number>(channels).fill(0);
    for (const row of training) {
      for (let at = 0; at < size; at++) sums[at % channels] += of(values[row * size + at], at % channels);
    }
    return sums.map((sum) => sum / count);
  };
  const means = mean((value) => value);
  const variances = mean((value, channel) => (value - means[channel]) ** 2);
  return { means, deviations: variances.map((variance) => Math.sqrt(variance) || 1) };
}

/** The rows with mean 0 and deviation 1, clipped to ±8. */
export function scaled(
  values: Values,
  size: number,
  { means, deviations }: Scaling,
  rows: readonly number[],
): Float32Array {
  const channels = means.length;
  const result = new Float32Array(rows.length * size);
  rows.forEach((row, to) => {
    for (let at = 0; at < size; at++) {
      const channel = at % channels;
      const deviation = (values[row * size + at] - means[channel]) / deviations[channel];
      result[to * size + at] = Math.min(CLIP, Math.max(-CLIP, deviation));
    }
  });
  return result;
}

type Values = Float32Array | Float64Array;
