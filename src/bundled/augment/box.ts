import type { Random } from "../random.ts";

/** A part of a picture: rows and columns from the first up to, but not with, the second. */
export interface Box {
  readonly rows: readonly [number, number];
  readonly columns: readonly [number, number];
}

/**
 * A box with its centre anywhere, cut at the borders (DeVries and Taylor 2017).
 *
 * @param share Length of its sides, as a share of the picture's. A series (height 1) has it along the time only.
 */
export function boxIn(height: number, width: number, share: number, random: Random): Box {
  return { rows: height === 1 ? [0, 1] : side(height, share, random), columns: side(width, share, random) };
}

/** Calls `change` with the place of the first channel, for every place of the box. */
export function eachPlace({ rows, columns }: Box, width: number, channels: number, change: (at: number) => void): void {
  for (let row = rows[0]; row < rows[1]; row++) {
    for (let column = columns[0]; column < columns[1]; column++) change((row * width + column) * channels);
  }
}

function side(length: number, share: number, random: Random): [number, number] {
  const size = Math.round(length * share);
  const from = random.below(length) - Math.floor(size / 2);
  return [Math.max(0, from), Math.min(length, from + size)];
}
