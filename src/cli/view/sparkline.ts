import type { TrialShape } from "../../shapes/trial.ts";

const BARS = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"] as const;

/** Values of the lowest and the highest bar. */
export interface Scale {
  readonly low: number;
  readonly high: number;
}

/** Points of a curve: step and value, null where it is not finite. */
type Curve = Pick<TrialShape, "curve">;

/** One scale for several curves: to be compared is what they are drawn for. */
export function scaleOf(curves: readonly Curve[]): Scale {
  const finite = curves.flatMap(({ curve }) => curve.flatMap(([, value]) => value ?? []));
  return finite.reduce(({ low, high }, value) => ({ low: Math.min(low, value), high: Math.max(high, value) }), {
    low: Number.POSITIVE_INFINITY,
    high: Number.NEGATIVE_INFINITY,
  });
}

/**
 * A curve as a row of at most `width` bars; of a longer one each bar shows the last value of its stretch. A value that is not finite is a
 * blank; where all values are the same the bars are of half height.
 */
export function sparkline({ curve }: Curve, scale: Scale, width: number): string {
  const bars = Math.min(width, curve.length);
  return Array.from({ length: bars }, (_, i) => {
    const [, value = null] = curve[Math.ceil(((i + 1) * curve.length) / bars) - 1] ?? [];
    return bar(value, scale);
  }).join("");
}

function bar(value: number | null, { low, high }: Scale): string {
  if (value === null) return " ";
  const share = high > low ? (value - low) / (high - low) : 0.5;
  return BARS[Math.min(BARS.length - 1, Math.floor(share * BARS.length))] ?? " ";
}
