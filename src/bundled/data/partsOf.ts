import type { Trial } from "../trial.ts";
import { type Division, divide } from "./divide.ts";
import type { PartName, Samples } from "./samples.ts";

/**
 * The part of each row for one trial. Where the data says it, that is it. Else the rows are divided as the document says. All trials of a search have
 * the same validation rows, with folds the first one: they are compared, and the noise of these rows is common to them.
 *
 * A replicate validates on other rows, so that the mean over replicates covers the luck of the split too: on the next fold, or where all have had
 * their turn, or there are none, by dividing the training and validation rows anew. All trials of one replicate have the same division, so they
 * compare; the test rows stay, so no trial has learned from them.
 */
export function partsOf(
  { labels, groups, parts }: Pick<Samples, "labels" | "groups" | "parts">,
  division: Division,
  { replicate }: Pick<Trial, "replicate">,
): readonly PartName[] {
  if (parts !== null) return parts;
  const fold = division.folds === 0 ? 0 : replicate % division.folds;
  const times = division.folds === 0 ? replicate : Math.floor(replicate / division.folds);
  const first = divide(labels, groups, division, fold);
  if (times === 0) return first;
  const rest = [...first.keys()].filter((row) => first[row] !== "test");
  const again = divide(
    rest.map((row) => labels[row]),
    groups && rest.map((row) => groups[row]),
    { ...division, val: division.val / (1 - division.test), test: 0, seed: division.seed + times },
    fold,
  );
  rest.forEach((row, at) => {
    first[row] = again[at];
  });
  return first;
}
