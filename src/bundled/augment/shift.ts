import type { Random } from "../random.ts";
import { picture, type SamplePart } from "./part.ts";

// At full strength, as a share of the length.
const FARTHEST = 0.1;

/**
 * Moves a series in time, an image along both axes, by a whole number of places: any from −0.1 · strength · length to as far the other
 * way, with the same chance. What comes in repeats the value at the border.
 */
export const shift: SamplePart = (sample, shape, strength, random) => {
  const [height, width, channels] = picture(shape);
  const [down, right] = [distance(height, strength, random), distance(width, strength, random)];
  const from = sample.slice();
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const source = (inside(row - down, height) * width + inside(column - right, width)) * channels;
      sample.set(from.subarray(source, source + channels), (row * width + column) * channels);
    }
  }
};

function distance(length: number, strength: number, random: Random): number {
  const farthest = Math.floor(FARTHEST * strength * length);
  return random.below(2 * farthest + 1) - farthest;
}

function inside(place: number, length: number): number {
  return Math.min(length - 1, Math.max(0, place));
}
