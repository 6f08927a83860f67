import type { Random } from "./random.ts";

// At full strength. Features are scaled to deviation 1, so these are shares of a feature's spread.
const NOISE = 0.35;
const SCALE = 0.25;
const DROP = 0.15;

/**
 * Changes a batch in place: noise on each value (deviation 0.35 · strength), one factor for each row (deviation 0.25 · strength), and
 * values dropped to the training mean (chance 0.15 · strength). Strength 0 changes nothing and draws nothing.
 *
 * @param features rows × width, row by row, scaled.
 * @param strength In [0, 1].
 */
export function augment(features: Float32Array, width: number, strength: number, random: Random): void {
  if (strength === 0) return;
  for (let row = 0; row < features.length; row += width) {
    const factor = 1 + SCALE * strength * random.gaussian();
    for (let at = row; at < row + width; at++) {
      const dropped = random.next() < DROP * strength;
      features[at] = dropped ? 0 : factor * (features[at] + NOISE * strength * random.gaussian());
    }
  }
}
