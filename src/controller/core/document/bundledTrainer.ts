import type { Mistake } from "../../../error.ts";
import { Fields } from "../../../fields.ts";
import { type Reading, readReading } from "./bundledReading.ts";

const MODELS = ["auto", "mlp", "cnn1d", "cnn2d"] as const;
const MISSING = ["refuse", "median"] as const;

/** The trainer that comes with macrosweep, on data. What it can vary stands in the document's parameters. */
export interface BundledTrainer {
  readonly kind: "bundled";
  /** Path of the data, as the agent sees it. */
  readonly data: string;
  /** Column or array of the classes. */
  readonly label: string;
  /** auto: an MLP for a table, a 1-D CNN for series, a 2-D CNN for images. */
  readonly model: (typeof MODELS)[number];
  /** What happens to missing values: the data is refused, or they become the median of the training rows. */
  readonly missing: (typeof MISSING)[number];
  /** Counts only where the data does not say which row is for what. */
  readonly division: Division;
  /** Absent: the data is written as it usually is, and all of it is learned from. */
  readonly reading?: Reading | undefined;
}

/** How rows are divided: shares for validation and test, or a share for test and folds of the rest. */
export interface Division {
  /** Share of the rows; not used with folds. */
  readonly val: number;
  readonly test: number;
  /** 0 for none. The search validates on the first, each replicate on the next. */
  readonly folds: number;
  readonly seed: number;
}

const USUAL = { val: 0.2, test: 0.2, folds: 0, seed: 0 } as const satisfies Division;

export function readBundled(fields: Fields, mistakes: Mistake[]): BundledTrainer {
  return {
    kind: "bundled",
    data: fields.text("data"),
    label: fields.text("label", "label"),
    model: fields.choice("model", MODELS, "auto"),
    missing: fields.choice("missing", MISSING, "refuse"),
    division: readDivision(fields.raw("split"), fields.path("split"), mistakes),
    reading: readReading(fields),
  };
}

function readDivision(raw: unknown, path: string, mistakes: Mistake[]): Division {
  if (raw === undefined) return USUAL;
  const fields = new Fields(raw, path, mistakes);
  const folds = fields.raw("folds") === undefined ? 0 : fields.integer("folds", { min: 2, max: 100 });
  if (folds > 0 && fields.raw("val") !== undefined) {
    fields.mistake("val", fields.raw("val"), "must not stand beside folds: a fold is for validation");
  }
  const val = readShare(fields, "val", USUAL.val, 1e-6);
  const test = readShare(fields, "test", USUAL.test, 0);
  const seed = fields.integer("seed", { min: 0, max: 2 ** 32 - 1 }, USUAL.seed);
  if (val + test >= 1) fields.mistake(null, undefined, `val (${val}) and test (${test}) must leave rows for training`);
  fields.end();
  return { val, test, folds, seed };
}

function readShare(fields: Fields, key: string, fallback: number, min: number): number {
  const share = fields.raw(key) ?? fallback;
  if (typeof share === "number" && share >= min && share < 1) return share;
  fields.mistake(key, share, `must be a share ${min === 0 ? "from 0 to" : "above 0 and"} below 1`);
  return fallback;
}
