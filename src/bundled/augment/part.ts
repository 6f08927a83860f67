import type { Random } from "../random.ts";

/** Rows for one step of training. */
export interface Batch {
  readonly rows: number;
  /** Of one sample: (features), (time, channels) or (height, width, channels). */
  readonly shape: readonly number[];
  /** rows × the product of the shape, scaled to mean 0 and deviation 1. */
  readonly features: Float32Array;
  /** rows × classes, each row sums to 1. */
  readonly truth: Float32Array;
}

/** Changes one sample in place. strength: in (0, 1]. */
export type SamplePart = (sample: Float32Array, shape: readonly number[], strength: number, random: Random) => void;

/** Changes a batch in place, its truth with it. strength: in (0, 1]. */
export type BatchPart = (batch: Batch, strength: number, random: Random) => void;

/** A sample as a picture: a series is one of height 1. */
export function picture(shape: readonly number[]): readonly [height: number, width: number, channels: number] {
  const [first, second, third] = shape;
  return third === undefined ? [1, first, second] : [first, second, third];
}
