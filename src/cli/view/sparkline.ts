const BARS = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"] as const;

/** Values of the lowest and the highest bar. */
export interface Scale {
  readonly low: number;
  readonly high: number;
}

/** One scale for several curves: to be compared is what they are drawn for. */
export function scaleOf(curves: readonly { readonly values: readonly number[] }[]): Scale {
  const finite = curves.flatMap(({ values }) => values).filter(Number.isFinite);
  return finite.reduce(({ low, high }, value) => ({ low: Math.min(low, value), high: Math.max(high, value) }), {
    low: Number.POSITIVE_INFINITY,
    high: Number.NEGATIVE_INFINITY,
  });
}

/**
 * A curve as a row of at most `width` bars; of a longer one each bar shows the last value of its stretch. A value that is not finite is a
 * blank; where all values are the same the bars are of half height.
 */
export function sparkline(values: readonly number[], scale: Scale, width: number): string {
  const bars = Math.min(width, values.length);
  return Array.from({ length: bars }, (_, i) => {
    const value = values[Math.ceil(((i + 1) * values.length) / bars) - 1] ?? Number.NaN;
    return bar(value, scale);
  }).join("");
}

function bar(value: number, { low, high }: Scale): string {
  if (!Number.isFinite(value)) return " ";
  const share = high > low ? (value - low) / (high - low) : 0.5;
  return BARS[Math.min(BARS.length - 1, Math.floor(share * BARS.length))] ?? " ";
}
