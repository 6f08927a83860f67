import type { Trial } from "../trial.ts";
import { type Division, divide } from "./divide.ts";
import type { PartName, Samples } from "./samples.ts";

/**
 * The part of each row for one trial. Where the data says it, that is it. Else the rows are divided as the document says; where there are folds,
 * the trial's seed chooses the one for validation.
 *
 * A replicate divides the training and validation rows anew, so that the mean over replicates covers the luck of the split too. All trials of
 * one replicate have the same division, so they compare; the test rows stay, so no trial has learned from them.
 */
export function partsOf(
  { labels, groups, parts }: Pick<Samples, "labels" | "groups" | "parts">,
  division: Division,
  { seed, replicate }: Pick<Trial, "seed" | "replicate">,
): readonly PartName[] {
  if (parts !== null) return parts;
  const fold = division.folds === 0 ? 0 : seed % division.folds;
  const first = divide(labels, groups, division, fold);
  if (replicate === 0) return first;
  const rest = [...first.keys()].filter((row) => first[row] !== "test");
  const again = divide(
    rest.map((row) => labels[row]),
    groups && rest.map((row) => groups[row]),
    { ...division, val: division.val / (1 - division.test), test: 0, seed: division.seed + replicate },
    fold,
  );
  rest.forEach((row, at) => {
    first[row] = again[at];
  });
  return first;
}
