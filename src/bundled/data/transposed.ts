import type { Samples } from "./samples.ts";
import { changed } from "./values.ts";

/** Samples of shape (channels, ...places) as (...places, channels). */
export function transposed(samples: Samples): Samples {
  const { shape, values, gaps } = samples;
  const [channels, ...places] = shape;
  if (places.length === 0) return samples;
  const size = values.size;
  const ofEach = size / channels;
  const moved = changed(values, size, (from, to) => {
    for (let start = 0; start < from.length; start += size) {
      for (let at = 0; at < size; at++) to[start + at] = from[start + before(at)];
    }
  });
  return { ...samples, shape: [...places, channels], values: moved, gaps: gaps.map((_, at) => gaps[before(at)]) };

  function before(at: number): number {
    return (at % channels) * ofEach + Math.floor(at / channels);
  }
}
