import { SweepError } from "../../error.ts";
import type { Gap, Samples } from "./samples.ts";
import { changed, type Values } from "./values.ts";

export const MISSING = ["refuse", "median"] as const;

/** What happens to missing values: the data is refused, or they become the median of their feature in the training rows. */
export type Missing = (typeof MISSING)[number];

/** Values without gaps. */
export interface Filled {
  readonly values: Values;
  /** What stands for a missing value of each feature; null for a feature that has all its values. */
  readonly fills: readonly (number | null)[];
}

/** How many values are missing. @throws SweepError `invalid` that names the first where they are refused. */
export function missingIn(gaps: Samples["gaps"], how: Missing): number {
  const all = gaps.filter((gap) => gap !== null);
  const count = all.reduce((sum, gap) => sum + gap.count, 0);
  if (count === 0 || how === "median") return count;
  const more = count === 1 ? "" : `, and ${count - 1} more`;
  const { first } = all.reduce((a, b) => (a.at <= b.at ? a : b));
  throw new SweepError("invalid", `${first}: is missing${more}; fill it in, or ask for the median (missing: median)`);
}

/**
 * Fills in missing values (NaN) with the medians of the training rows.
 *
 * @param gaps By feature: a place on the last axis.
 * @param training Whether each row may be learned from.
 * @throws SweepError `invalid` that names a feature with no value in the training rows.
 */
export function fill(values: Values, gaps: readonly (Gap | null)[], training: readonly boolean[]): Filled {
  const channels = gaps.length;
  const wanted = [...gaps.keys()].filter((channel) => gaps[channel] !== null);
  if (wanted.length === 0) return { values, fills: gaps.map(() => null) };
  const medians = mediansOf(values, channels, wanted, training);
  const fills = gaps.map((gap, channel) => {
    if (gap === null) return null;
    const median = medians.get(channel);
    if (median !== undefined) return median;
    const what = "is missing, and so is every value of that feature in the training rows";
    throw new SweepError("invalid", `${gap.first}: ${what}`);
  });
  const whole = changed(values, values.size, (from, to) => {
    for (let at = 0; at < from.length; at++) {
      const value = from[at];
      to[at] = Number.isNaN(value) ? (fills[at % channels] ?? 0) : value;
    }
  });
  return { values: whole, fills };
}

// Values that are in memory at a time, to be sorted: some features after others where they are many.
const AT_A_TIME = 1 << 22;

function mediansOf(
  values: Values,
  channels: number,
  wanted: readonly number[],
  training: readonly boolean[],
): Map<number, number> {
  const ofEach = training.filter(Boolean).length * (values.size / channels);
  const together = Math.max(1, Math.floor(AT_A_TIME / Math.max(1, ofEach)));
  const medians = new Map<number, number>();
  for (let from = 0; from < wanted.length; from += together) {
    const some = wanted.slice(from, from + together);
    for (const [channel, known] of knownOf(values, channels, some, ofEach, training)) {
      if (known.length > 0) medians.set(channel, medianOf(known.sort()));
    }
  }
  return medians;
}

/** The values of some channels in the training rows. */
function knownOf(
  values: Values,
  channels: number,
  wanted: readonly number[],
  ofEach: number,
  training: readonly boolean[],
): Map<number, Float64Array> {
  const found = wanted.map((channel) => ({ channel, known: new Float64Array(ofEach), count: 0 }));
  let row = 0;
  for (const block of values.blocks()) {
    for (let start = 0; start < block.length; start += values.size, row++) {
      if (!training[row]) continue;
      for (const one of found) {
        for (let at = start + one.channel; at < start + values.size; at += channels) {
          if (!Number.isNaN(block[at])) one.known[one.count++] = block[at];
        }
      }
    }
  }
  return new Map(found.map(({ channel, known, count }) => [channel, known.subarray(0, count)]));
}

function medianOf(sorted: Float64Array): number {
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
