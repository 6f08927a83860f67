import { invalid, SweepError } from "../../error.ts";
import type { Samples } from "./samples.ts";

export const MISSING = ["refuse", "median"] as const;

/** What happens to missing values: the data is refused, or they become the median of their feature in the training rows. */
export type Missing = (typeof MISSING)[number];

/** The values without gaps. */
export interface Filled {
  readonly values: Float32Array | Float64Array;
  /** How many were missing. */
  readonly missing: number;
  /** What stands for a missing value of each feature; null for a feature that has all its values. */
  readonly fills: readonly (number | null)[];
}

/**
 * Fills in missing values (NaN).
 *
 * @param channels Length of the last axis: a feature is a place on it.
 * @param training The rows that may be learned from.
 * @throws SweepError `invalid` that names the first missing value where they are refused, a feature with no value in the training rows,
 *   and a value that is infinite.
 */
export function fill(
  { values, place, labels }: Pick<Samples, "values" | "place" | "labels">,
  channels: number,
  training: readonly number[],
  how: Missing,
): Filled {
  const size = values.length / labels.length;
  const at = (index: number) => place(Math.floor(index / size), index % size);
  const infinite = values.findIndex((value) => Math.abs(value) === Number.POSITIVE_INFINITY);
  if (infinite >= 0) throw invalid([{ path: at(infinite), value: values[infinite], rule: "must be a finite number" }]);
  const first = values.findIndex(Number.isNaN);
  if (first < 0) return { values, missing: 0, fills: new Array<null>(channels).fill(null) };

  let missing = 0;
  const gaps = new Set<number>();
  values.forEach((value, index) => {
    if (!Number.isNaN(value)) return;
    missing++;
    gaps.add(index % channels);
  });
  if (how === "refuse") {
    const rule = `is missing${missing === 1 ? "" : `, and ${missing - 1} more`}; fill it in, or ask for the median (missing: median)`;
    throw new SweepError("invalid", `${at(first)}: ${rule}`);
  }
  const fills = Array.from({ length: channels }, (_, channel) => {
    if (!gaps.has(channel)) return null;
    const median = medianOf(values, size, channels, channel, training);
    if (median !== null) return median;
    throw new SweepError(
      "invalid",
      `${at(first)}: is missing, and so is every value of that feature in the training rows`,
    );
  });
  return {
    values: values.map((value, index) => (Number.isNaN(value) ? (fills[index % channels] ?? 0) : value)),
    missing,
    fills,
  };
}

function medianOf(
  values: Samples["values"],
  size: number,
  channels: number,
  channel: number,
  rows: readonly number[],
): number | null {
  const known: number[] = [];
  for (const row of rows) {
    for (let at = row * size + channel; at < (row + 1) * size; at += channels) {
      if (!Number.isNaN(values[at])) known.push(values[at]);
    }
  }
  if (known.length === 0) return null;
  const sorted = Float64Array.from(known).sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
