import { chiSquares, normals, uniforms } from "./draws.ts";

/** The values of the trials of a search, taken as drawn from one normal distribution. */
export interface Population {
  readonly mean: number;
  /** Unbiased; of values, so with all noise that a value has. */
  readonly variance: number;
  readonly count: number;
}

/** Null for fewer than three values, which say nothing of their spread. */
export function populationOf(values: readonly number[]): Population | null {
  if (values.length < 3) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return { mean, variance, count: values.length };
}

/** Draws of the truth behind values of which the search has chosen the best. */
export interface Truths {
  readonly truths: readonly Float64Array[];
  /** The error of the samples that all configurations share: to be added where a value is told; it does not matter to a comparison. */
  readonly shared: Float64Array;
  /** Variance of the error of the samples that is a configuration's own. */
  readonly own: Float64Array;
}

/**
 * From values on a validation set to what they would be on samples without end. Part of the error of the samples is a configuration's own, and a
 * search chooses by it as by the truth: each value is shrunk towards those of all trials searched, by as much of their spread as the error
 * explains. How large that part is, counts cannot say: anything in `ownShare` is as likely, as far as the spread leaves room for it.
 *
 * Given its value on this set, a truth does not depend on how the value was chosen. Source: Efron, "Tweedie's formula and selection bias", JASA 2011.
 *
 * @param values draws of values on the set, by configuration
 * @param noise draws of the variance that a searched value has for other reasons than the samples
 * @param error standard error of a value over samples
 */
export function truthsOf(
  values: readonly Float64Array[],
  noise: Float64Array,
  population: Population | null,
  error: number,
  ownShare: readonly [low: number, high: number],
): Truths {
  const spread = population === null ? null : drawsOf(population);
  const [chance, atShared] = [uniforms(COLUMNS.share), normals(COLUMNS.shared)];
  const [low, high] = ownShare;
  const room = noise.map((variance, draw) =>
    spread === null ? Number.POSITIVE_INFINITY : Math.max(0, spread.variances[draw] - variance),
  );
  const own = room.map((most, draw) => {
    const least = Math.min(low * error ** 2, most);
    return least + chance[draw] * (Math.min(high * error ** 2, most) - least);
  });
  // Without a population every mean is as likely: nothing is shrunk.
  const kept = own.map((variance, draw) => (spread === null || variance === 0 ? 1 : 1 - variance / room[draw]));
  const truths = values.map((value, i) => {
    const z = normals(COLUMNS.own + i);
    return value.map((onSet, draw) => {
      const centre = spread === null ? 0 : spread.means[draw];
      return centre + kept[draw] * (onSet - centre) + z[draw] * Math.sqrt(kept[draw] * own[draw]);
    });
  });
  const shared = own.map((variance, draw) => atShared[draw] * Math.sqrt(Math.max(0, error ** 2 - variance)));
  return { truths, shared, own };
}

const COLUMNS = { share: 1, shared: 3, mean: 4, own: 80, variance: 110 };

function drawsOf({ mean, variance, count }: Population): { means: Float64Array; variances: Float64Array } {
  const variances = chiSquares(count - 1, COLUMNS.variance).map((chi) => ((count - 1) * variance) / chi);
  const z = normals(COLUMNS.mean);
  return { variances, means: variances.map((drawn, draw) => mean + z[draw] * Math.sqrt(drawn / count)) };
}
