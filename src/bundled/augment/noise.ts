import type { SamplePart } from "./part.ts";

// At full strength, as a share of a feature's spread.
const DEVIATION = 0.35;

/** Adds to each value a normal one of deviation 0.35 · strength. */
export const noise: SamplePart = (sample, _, strength, random) => {
  for (let at = 0; at < sample.length; at++) sample[at] += DEVIATION * strength * random.gaussian();
};
