import type { SamplePart } from "./part.ts";

const DEVIATION = 0.25;

/** Multiplies all values with one factor: normal, mean 1, deviation 0.25 · strength. */
export const scale: SamplePart = (sample, _, strength, random) => {
  const factor = 1 + DEVIATION * strength * random.gaussian();
  for (let at = 0; at < sample.length; at++) sample[at] *= factor;
};
