/**
 * What the streams (seed, number, purpose) are for: one use each, or two things that ought to differ would draw the same numbers. The stream
 * (seed, trial) itself proposes a trial's params.
 */
export const PURPOSES = {
  /** The fixed normal numbers of every posterior, by column. */
  normals: 0,
  /** What a trial's trainer is seeded with. */
  training: 1,
  /** What replicates are trained with. */
  confirmation: 2,
  /** The fixed uniform numbers of every posterior, by column. */
  uniforms: 4,
} as const;

/** Streams of no trial: these stand in place of its number, above any of them. */
export const LANDSCAPE = 2 ** 40;
export const SWEEP = 2 ** 41;
export const IMPORTANCE = 2 ** 42;
