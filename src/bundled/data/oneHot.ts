import { SweepError } from "../../error.ts";
import type { Feature } from "./samples.ts";
import { changed, type Values } from "./values.ts";

/** A feature as the network takes it: one input of numbers, or an input for each text that is known of it. */
export interface Encoding {
  readonly name: string;
  /** In the order of their inputs; null for numbers. */
  readonly texts: readonly string[] | null;
}

// Inputs that one feature may become.
const MAX_TEXTS = 1000;

/**
 * The encodings that are learned from the training rows: the texts of a categorical feature that occur there, sorted. Any other text is none
 * of them, as is a missing one: all its inputs are 0.
 *
 * @throws SweepError `invalid` for a feature of more texts than can be learned from.
 */
export function encodingsOf(
  values: Values,
  features: readonly Feature[],
  training: readonly boolean[],
  path: string,
): Encoding[] {
  const seen = features.map(({ texts }) => (texts === null ? null : new Set<number>()));
  if (seen.some((codes) => codes !== null)) {
    let row = 0;
    for (const block of values.blocks()) {
      for (let start = 0; start < block.length; start += values.size, row++) {
        if (training[row]) for (const [at, codes] of seen.entries()) codes?.add(block[start + at]);
      }
    }
  }
  return features.map(({ name, texts }, at) => {
    const known = texts === null ? null : texts.filter((_, code) => seen[at]?.has(code)).toSorted();
    if (known === null || (known.length > 0 && known.length <= MAX_TEXTS)) return { name, texts: known };
    const rule = `must have 1 to ${MAX_TEXTS} texts in the training rows, and has ${known.length}; drop: [${name}] leaves it out`;
    throw new SweepError("invalid", `${path}, column ${name}: ${rule}`);
  });
}

/** The inputs that stand for features. @param features What the numbers of categorical ones stand for in `values`. */
export function oneHot(values: Values, features: readonly Feature[], encodings: readonly Encoding[]): Values {
  if (encodings.every(({ texts }) => texts === null)) return values;
  // By feature and number of the text: which of its inputs is 1.
  const inputs = features.map(
    ({ texts }, at) => texts?.map((text) => encodings[at].texts?.indexOf(text) ?? -1) ?? null,
  );
  const widths = encodings.map(({ texts }) => texts?.length ?? 1);
  const size = widths.reduce((sum, width) => sum + width, 0);
  return changed(values, size, (from, to) => {
    to.fill(0);
    let place = 0;
    for (let at = 0; at < from.length; at++) {
      const feature = at % features.length;
      const of = inputs[feature];
      const input = of === null ? 0 : (of[from[at]] ?? -1);
      if (input >= 0) to[place + input] = of === null ? from[at] : 1;
      place += widths[feature];
    }
  });
}

/** Names of the inputs. */
export function inputNames(encodings: readonly Encoding[]): string[] {
  return encodings.flatMap(({ name, texts }) => texts?.map((text) => `${name}=${text}`) ?? [name]);
}
