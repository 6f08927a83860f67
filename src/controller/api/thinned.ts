/** Indices of at most `points` of `length` points, evenly spread, the first and the last among them. `points` is at least 2. */
export function thinned(length: number, points: number): number[] {
  if (length <= points) return Array.from({ length }, (_, i) => i);
  return Array.from({ length: points }, (_, i) => Math.round((i * (length - 1)) / (points - 1)));
}
