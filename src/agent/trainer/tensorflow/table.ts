import { invalid, SweepError } from "../../../error.ts";
import { parseCsv } from "./csv.ts";

/** The rows of one split. */
export interface Split {
  readonly rows: number;
  /** rows × features, row by row. */
  readonly features: Float32Array;
  /** A class number for each row. */
  readonly labels: Int32Array;
}

/** A table of numbers with a class for each row, scaled for training. */
export interface Table {
  /** Names of the feature columns: all but the label and `split`. */
  readonly features: readonly string[];
  /** The most frequent first, ties by name. */
  readonly classes: readonly string[];
  readonly train: Split;
  readonly val: Split;
  /** May have no rows. */
  readonly test: Split;
}

// As many as a report can hold as confusion counts.
const MAX_CLASSES = 100;
// In deviations. What lies further out says "far out" and no more; unclipped it would rule the first layer.
const CLIP = 8;
const SPLITS = ["train", "val", "test"] as const;

/**
 * Reads a table from CSV text with a header: the label column, a column `split` (train, val or test), and numeric features.
 * Features are scaled by mean and deviation of the training rows and clipped to ±8; one that is constant there is only centred.
 *
 * @param path Names the text in errors.
 * @throws SweepError `invalid` that names the file, the row (the header is row 1) and the column.
 */
export function readTable(text: string, path: string, label: string): Table {
  const [header = [], ...records] = parseCsv(text, path);
  const columns = readHeader(header, path, label);
  const rows = records.map((record, at) => readRow(record, header, columns, `${path}: row ${at + 2}`));
  const classes = byFrequency(rows.map((row) => row.label));
  if (classes.length < 2 || classes.length > MAX_CLASSES) {
    throw new SweepError(
      "invalid",
      `${path}: column ${label} has ${classes.length} classes, must have 2 to ${MAX_CLASSES}`,
    );
  }

  const [train, val, test] = SPLITS.map((name) => rows.filter((row) => row.split === name));
  if (train.length === 0) throw new SweepError("invalid", `${path}: no row has split train`);
  if (val.length === 0) throw new SweepError("invalid", `${path}: no row has split val`);
  const scale = scaling(train.map((row) => row.values));
  const classNumbers = new Map(classes.map((name, number) => [name, number]));
  const split = (rows: readonly Row[]): Split => ({
    rows: rows.length,
    features: Float32Array.from(rows.flatMap((row) => row.values.map(scale))),
    labels: Int32Array.from(rows, (row) => classNumbers.get(row.label) ?? 0),
  });
  return {
    features: columns.features.map((at) => header[at]),
    classes,
    train: split(train),
    val: split(val),
    test: split(test),
  };
}

/** Where things stand in a record. */
interface Columns {
  readonly split: number;
  readonly label: number;
  readonly features: readonly number[];
}

interface Row {
  readonly split: (typeof SPLITS)[number];
  readonly label: string;
  readonly values: readonly number[];
}

function readHeader(header: readonly string[], path: string, label: string): Columns {
  const columns = { split: columnAt(header, "split", path), label: columnAt(header, label, path) };
  if (columns.label === columns.split) throw new SweepError("invalid", "--label: must be another column than split");
  const features = header.map((_, at) => at).filter((at) => at !== columns.split && at !== columns.label);
  if (features.length === 0) throw new SweepError("invalid", `${path}: has no feature column`);
  return { ...columns, features };
}

function columnAt(header: readonly string[], name: string, path: string): number {
  const at = header.indexOf(name);
  if (at < 0) throw new SweepError("invalid", `${path}: has no column ${name}; its columns are ${header.join(", ")}`);
  if (header.includes(name, at + 1)) throw new SweepError("invalid", `${path}: has two columns ${name}`);
  return at;
}

function readRow(record: readonly string[], header: readonly string[], columns: Columns, path: string): Row {
  if (record.length !== header.length) {
    throw new SweepError("invalid", `${path}: has ${record.length} fields, must have ${header.length} as the header`);
  }
  const split = SPLITS.find((name) => name === record[columns.split]);
  if (split === undefined) {
    throw invalid([
      { path: `${path}, column split`, value: record[columns.split], rule: `must be one of ${SPLITS.join(", ")}` },
    ]);
  }
  const values = columns.features.map((at) => {
    // Number("") is 0: an empty field has to be told from a zero.
    const value = record[at].trim() === "" ? Number.NaN : Number(record[at]);
    if (!Number.isFinite(value))
      throw invalid([{ path: `${path}, column ${header[at]}`, value: record[at], rule: "must be a number" }]);
    return value;
  });
  return { split, label: record[columns.label], values };
}

function byFrequency(names: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([name]) => name);
}

/** What maps a value of a feature to its scaled value. */
function scaling(rows: readonly (readonly number[])[]): (value: number, feature: number) => number {
  const mean = rows[0].map((_, at) => rows.reduce((sum, row) => sum + row[at], 0) / rows.length);
  const deviation = mean.map(
    (centre, at) => Math.sqrt(rows.reduce((sum, row) => sum + (row[at] - centre) ** 2, 0) / rows.length) || 1,
  );
  return (value, at) => Math.min(CLIP, Math.max(-CLIP, (value - mean[at]) / deviation[at]));
}
