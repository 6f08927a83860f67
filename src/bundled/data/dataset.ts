import { SweepError } from "../../error.ts";
import type { Trial } from "../trial.ts";
import type { Division } from "./divide.ts";
import { fill, type Missing } from "./fill.ts";
import { type Layout, layoutOf, type Model } from "./layout.ts";
import { partsOf } from "./partsOf.ts";
import { PARTS, type PartName, type Samples } from "./samples.ts";
import { type Scaling, scaled, scalingOf } from "./scaling.ts";

/** The rows of one part. */
export interface Split {
  readonly rows: number;
  /** rows × the product of the layout's shape, row by row, scaled. */
  readonly features: Float32Array;
  /** A class number for each row. */
  readonly labels: Int32Array;
}

/** Samples with a class each, divided, filled up and scaled for training. */
export interface Dataset extends Record<PartName, Split> {
  readonly layout: Layout;
  /** The most frequent first, ties by name. */
  readonly classes: readonly string[];
  /** How a value got to be what the network sees. */
  readonly inputs: Inputs;
}

export interface Inputs extends Scaling {
  /** Names of a table's features. */
  readonly names: readonly string[] | null;
  /** How many values were missing. */
  readonly missing: number;
  /** What stands for a missing value of each feature, before scaling; null for one that has all. */
  readonly fills: readonly (number | null)[];
}

/** What a document says about its data, beside the place. */
export interface DataOptions {
  readonly model: Model | "auto";
  readonly missing: Missing;
  readonly division: Division;
}

// As many as a report can hold as confusion counts.
const MAX_CLASSES = 100;

/**
 * What is trained on: samples divided into parts (by us where the data does not say), missing values filled in, scaled by mean and
 * deviation of the training rows.
 *
 * @param path Names the samples in errors.
 * @param trial Replicates are divided anew (see `partsOf`).
 * @throws SweepError `invalid` that names the place.
 */
export function datasetOf(
  samples: Samples,
  path: string,
  options: DataOptions,
  trial: Pick<Trial, "replicate">,
): Dataset {
  const { labels, groups } = samples;
  const layout = layoutOf(samples.shape, samples.names !== null, options.model, path);
  const classes = byFrequency(labels);
  if (classes.length < 2 || classes.length > MAX_CLASSES) {
    throw new SweepError(
      "invalid",
      `${path}: the labels have ${classes.length} classes, must have 2 to ${MAX_CLASSES}`,
    );
  }
  const parts = partsOf(samples, options.division, trial);
  if (groups !== null) checkGroups(parts, groups, path);
  const rowsOf = (part: PartName) => [...parts.keys()].filter((row) => parts[row] === part);
  const train = rowsOf("train");
  if (train.length === 0) throw new SweepError("invalid", `${path}: no row is for training (train)`);
  if (!parts.includes("val")) throw new SweepError("invalid", `${path}: no row is for validation (val)`);

  const channels = layout.shape[layout.shape.length - 1];
  const size = layout.shape.reduce((product, length) => product * length, 1);
  const { values, missing, fills } = fill(samples, channels, train, options.missing);
  const scaling = scalingOf(values, size, channels, train);
  const numbers = new Map(classes.map((name, number) => [name, number]));
  const [ofTrain, ofVal, ofTest] = PARTS.map((part): Split => {
    const rows = rowsOf(part);
    return {
      rows: rows.length,
      features: scaled(values, size, scaling, rows),
      labels: Int32Array.from(rows, (row) => numbers.get(labels[row]) ?? 0),
    };
  });
  const inputs = { ...scaling, names: samples.names, missing, fills };
  return { layout, classes, inputs, train: ofTrain, val: ofVal, test: ofTest };
}

/** Rows of each class. */
export function classCounts({ labels }: Split, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const label of labels) counts[label]++;
  return counts;
}

function byFrequency(names: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([name]) => name);
}

function checkGroups(parts: readonly PartName[], groups: readonly string[], path: string): void {
  const first = new Map<string, PartName>();
  groups.forEach((group, row) => {
    const part = first.get(group) ?? parts[row];
    first.set(group, part);
    if (part === parts[row]) return;
    throw new SweepError(
      "invalid",
      `${path}: group ${group} is in ${part} and in ${parts[row]}; it must be on one side`,
    );
  });
}
