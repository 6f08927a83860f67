import type { Random } from "../random.ts";
import { picture, type SamplePart } from "./part.ts";

// Widest masks at full strength: strength 0.5 is 8 frequencies and 20 times.
const FREQUENCIES = 16;
const TIMES = 40;

/**
 * One frequency mask and one time mask: f adjacent rows and t adjacent columns are set to the training mean, where f is any whole number
 * from 0 to 16 · strength and t any from 0 to 40 · strength, at most the picture's. Park et al., SpecAugment, Interspeech 2019, section 2.
 */
export const specAugment: SamplePart = (sample, shape, strength, random) => {
  const [height, width, channels] = picture(shape);
  const [low, high] = mask(height, Math.round(FREQUENCIES * strength), random);
  sample.fill(0, low * width * channels, high * width * channels);
  const [start, end] = mask(width, Math.round(TIMES * strength), random);
  for (let row = 0; row < height; row++) {
    sample.fill(0, (row * width + start) * channels, (row * width + end) * channels);
  }
};

function mask(length: number, widest: number, random: Random): [number, number] {
  const size = random.below(Math.min(widest, length) + 1);
  const from = random.below(length - size + 1);
  return [from, from + size];
}
