import type { SamplePart } from "./part.ts";

// At full strength, as a share of the length.
const FARTHEST = 0.1;

/**
 * Time warping: a point of the middle half of a series moves by up to 0.1 · strength · length, and the times before and after it stretch
 * or shrink evenly, with linear interpolation. The ends stay. Park et al., SpecAugment, Interspeech 2019, section 2, in one dimension.
 */
export const warp: SamplePart = (sample, shape, strength, random) => {
  const [time, channels] = shape;
  const last = time - 1;
  if (last < 2) return;
  const centre = last * (0.25 + 0.5 * random.next());
  const moved = centre + FARTHEST * strength * last * (2 * random.next() - 1);
  const from = sample.slice();
  for (let step = 0; step < time; step++) {
    const source = step < moved ? (step * centre) / moved : last - ((last - step) * (last - centre)) / (last - moved);
    const before = Math.min(last - 1, Math.floor(source));
    const share = source - before;
    for (let channel = 0; channel < channels; channel++) {
      const left = from[before * channels + channel];
      const right = from[(before + 1) * channels + channel];
      sample[step * channels + channel] = left + share * (right - left);
    }
  }
};
