/** A value with its 95 % interval for a narrow column: `0.850 (0.761-0.918)`. */
export function roundedInterval(value: number, interval: readonly [number, number] | null): string {
  const shown = (one: number) => (Math.abs(one) < 1000 ? one.toFixed(3) : one.toPrecision(4));
  return interval === null ? shown(value) : `${shown(value)} (${shown(interval[0])}-${shown(interval[1])})`;
}
