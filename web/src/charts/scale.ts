/** A straight way from values to places. */
export function scaleOf([low, high]: readonly [number, number], [from, to]: readonly [number, number]) {
  const slope = high === low ? 0 : (to - from) / (high - low);
  return (value: number) => (high === low ? (from + to) / 2 : from + (value - low) * slope);
}

/** About `most` round values within a range, rising: steps of 1, 2 or 5. */
export function ticksOf([low, high]: readonly [number, number], most: number): number[] {
  const raw = (high - low) / Math.max(1, most);
  if (!(raw > 0)) return [low];
  const size = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((times) => times * size).find((times) => times >= 0.75 * raw) ?? raw;
  const first = Math.ceil(low / step);
  const count = Math.floor(high / step + 1e-9) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}
