import type { Params } from "../params/params.ts";

/**
 * Whether training has gone on for `patience` epochs after its best macro-F1. Without a patience of its own that is half of the epochs, and
 * at least 10: curves on imbalanced data stand still for long while a rare class is not found yet.
 *
 * @param macroF1s After each epoch that is done.
 */
export function isOutOfPatience({ patience }: Params, macroF1s: readonly number[], epochs: number): boolean {
  if (macroF1s.length === 0) return false;
  const best = macroF1s.reduce((first, value, at) => (value > macroF1s[first] ? at : first), 0) + 1;
  return macroF1s.length - best >= (patience === 0 ? Math.max(10, epochs / 2) : patience);
}
