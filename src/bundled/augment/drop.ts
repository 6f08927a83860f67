import type { SamplePart } from "./part.ts";

const CHANCE = 0.15;

/** Sets each value to the training mean with chance 0.15 · strength. */
export const drop: SamplePart = (sample, _, strength, random) => {
  for (let at = 0; at < sample.length; at++) {
    if (random.next() < CHANCE * strength) sample[at] = 0;
  }
};
