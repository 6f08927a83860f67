import { SweepError } from "../../error.ts";
import type { Trial } from "../trial.ts";
import type { Division } from "./divide.ts";
import { fill, type Missing, missingIn } from "./fill.ts";
import { type Axes, type Layout, layoutOf, type Model } from "./layout.ts";
import { type Encoding, encodingsOf, inputNames, oneHot } from "./oneHot.ts";
import { partsOf } from "./partsOf.ts";
import type { Gap, PartName, Samples } from "./samples.ts";
import { type Scaling, scale, scalingOf } from "./scaling.ts";
import { transposed } from "./transposed.ts";
import type { Values } from "./values.ts";

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
  /** Of a table's features, in the order of its columns; null for arrays. */
  readonly encodings: readonly Encoding[] | null;
  /** Names of the inputs that they become. */
  readonly names: readonly string[] | null;
  /** How many values were missing. */
  readonly missing: number;
  /** What stands for a missing value of each input, before scaling; null for one that has all. */
  readonly fills: readonly (number | null)[];
  /** What a person should know before they trust a result. */
  readonly remarks: readonly string[];
}

/** What a document says about its data, beside the place. */
export interface DataOptions {
  readonly model: Model | "auto";
  readonly missing: Missing;
  /** Where the channels of arrays are; null: where they are not said. */
  readonly channels: Axes | null;
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
  given: Samples,
  path: string,
  options: DataOptions,
  trial: Pick<Trial, "replicate">,
): Dataset {
  const samples = options.channels === "first" ? transposed(given) : given;
  const { labels, groups } = samples;
  const asked = { model: options.model, channels: options.channels };
  const taken = layoutOf(samples.shape, samples.features !== null, asked, path);
  const classes = byFrequency(labels);
  if (classes.length < 2 || classes.length > MAX_CLASSES)
    throw new SweepError("invalid", `${path}: ${classless(classes)}`);
  const parts = partsOf(samples, options.division, trial);
  if (groups !== null) checkGroups(parts, groups, path);
  const training = parts.map((part) => part === "train");
  if (!parts.includes("train")) throw new SweepError("invalid", `${path}: no row is for training (train)`);
  if (!parts.includes("val")) throw new SweepError("invalid", `${path}: no row is for validation (val)`);

  const missing = missingIn(samples.gaps, options.missing);
  const encoded = encode(samples, taken, training, path);
  const { values, fills } = fill(encoded.values, encoded.gaps, training);
  const scaling = scalingOf(values, encoded.gaps.length, training);
  const divided = divideRows(values, scaling, parts, labels, classes);
  const { layout, encodings, names } = encoded;
  const remarks = [...samples.remarks, ...rareIn(classes, divided)];
  return { layout, classes, inputs: { ...scaling, encodings, names, missing, fills, remarks }, ...divided };
}

/** What a document's labels may be, and are not. */
function classless(classes: readonly string[]): string {
  const rule = `the labels have ${classes.length} classes, must have 2 to ${MAX_CLASSES}`;
  const numbers = classes.length > MAX_CLASSES && classes.every((name) => Number.isFinite(Number(name)));
  return numbers ? `${rule}; these are numbers: classes are trained here, not a regression` : rule;
}

interface Encoded {
  readonly layout: Layout;
  readonly values: Values;
  readonly gaps: readonly (Gap | null)[];
  readonly encodings: readonly Encoding[] | null;
  readonly names: readonly string[] | null;
}

/** The inputs that features become: an input for each text of a categorical one. */
function encode(samples: Samples, layout: Layout, training: readonly boolean[], path: string): Encoded {
  const { values, features, gaps } = samples;
  const channels = layout.shape[layout.shape.length - 1];
  if (features === null) return { layout, values, gaps: gapsBy(gaps, channels), encodings: null, names: null };
  const encodings = encodingsOf(values, features, training, path);
  const inputs = oneHot(values, features, encodings);
  // Columns may be taken for the times of a series of one channel.
  const shape = layout.model === "mlp" ? [inputs.size] : [inputs.size, 1];
  const spread = encodings.flatMap(({ texts }, at) => texts?.map(() => null) ?? [gaps[at]]);
  return {
    layout: { ...layout, shape },
    values: inputs,
    gaps: gapsBy(spread, shape[shape.length - 1]),
    encodings,
    names: inputNames(encodings),
  };
}

/** Gaps of the places of a row, as gaps of its channels: a feature is a place on the last axis. */
function gapsBy(gaps: readonly (Gap | null)[], channels: number): (Gap | null)[] {
  const merged = new Array<Gap | null>(channels).fill(null);
  for (const [at, gap] of gaps.entries()) {
    const known = merged[at % channels];
    if (gap !== null && (known === null || gap.at < known.at)) merged[at % channels] = gap;
  }
  return merged;
}

function divideRows(
  values: Values,
  scaling: Scaling,
  parts: readonly PartName[],
  labels: readonly string[],
  classes: readonly string[],
): Record<PartName, Split> {
  const numbers = new Map(classes.map((name, number) => [name, number]));
  const counts = { train: 0, val: 0, test: 0 };
  for (const part of parts) counts[part]++;
  const empty = (rows: number) => ({
    rows,
    features: new Float32Array(rows * values.size),
    labels: new Int32Array(rows),
  });
  const splits = { train: empty(counts.train), val: empty(counts.val), test: empty(counts.test) };
  const next = { train: 0, val: 0, test: 0 };
  scale(values, scaling, (row) => {
    const part = parts[row];
    const at = next[part]++;
    splits[part].labels[at] = numbers.get(labels[row]) ?? 0;
    return [splits[part].features, at * values.size];
  });
  return splits;
}

function rareIn(classes: readonly string[], { train, val }: Record<PartName, Split>): string[] {
  const [learned, judged] = [train, val].map((split) => classCounts(split, classes.length));
  return classes.flatMap((name, label) => {
    if (learned[label] === 0) return [`class ${name} has no row for training: it cannot be learned`];
    return judged[label] === 0
      ? [
          `class ${name} has no row for validation: it is in the macro-F1 of the search, as 0, only where a row is taken for it`,
        ]
      : [];
  });
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
