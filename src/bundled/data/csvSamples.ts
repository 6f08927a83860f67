import { invalid, SweepError } from "../../error.ts";
import { parseCsv } from "./csv.ts";
import { readPart } from "./part.ts";
import type { Samples } from "./samples.ts";

// What programs write where they know no value.
const MISSING = new Set(["", "na", "n/a", "nan", "null", "none", "?"]);

/**
 * Reads a table from CSV text with a header: the label column, numeric features, and, if it has them, `split` (train, val or test) and
 * `group`. All other columns are features, in their order.
 *
 * @param path Names the text in errors.
 * @throws SweepError `invalid` that names the file, the row (the header is row 1) and the column.
 */
export function readCsvSamples(text: string, path: string, label: string): Samples {
  const [header = [], ...records] = parseCsv(text, path);
  const columns = readHeader(header, path, label);
  const features = header.map((_, at) => at).filter((at) => !Object.values(columns).includes(at));
  if (features.length === 0) throw new SweepError("invalid", `${path}: has no feature column`);
  records.forEach((record, row) => {
    if (record.length === header.length) return;
    throw new SweepError(
      "invalid",
      `${rowPath(path, row)}: has ${record.length} fields, must have ${header.length} as the header`,
    );
  });
  const place = (row: number, at: number) => `${rowPath(path, row)}, column ${header[features[at]]}`;
  const { split, group } = columns;
  return {
    shape: [features.length],
    values: Float64Array.from(
      records.flatMap((record, row) => features.map((column, at) => readNumber(record[column], () => place(row, at)))),
    ),
    labels: records.map((record) => record[columns.label]),
    parts:
      split === null
        ? null
        : records.map((record, row) => readPart(record[split], `${rowPath(path, row)}, column split`)),
    groups: group === null ? null : records.map((record) => record[group]),
    names: features.map((at) => header[at]),
    place,
  };
}

/** Where the columns stand that are no features; null for one that is not there. */
interface Columns {
  readonly label: number;
  readonly split: number | null;
  readonly group: number | null;
}

function readHeader(header: readonly string[], path: string, label: string): Columns {
  if (label === "split" || label === "group") {
    throw invalid([{ path: "label", value: label, rule: "must be another column than split and group" }]);
  }
  const at = columnAt(header, label, path);
  if (at === null) {
    throw new SweepError("invalid", `${path}: has no column ${label}; its columns are ${header.join(", ")}`);
  }
  return { label: at, split: columnAt(header, "split", path), group: columnAt(header, "group", path) };
}

function columnAt(header: readonly string[], name: string, path: string): number | null {
  const at = header.indexOf(name);
  if (header.includes(name, at + 1) && at >= 0) throw new SweepError("invalid", `${path}: has two columns ${name}`);
  return at < 0 ? null : at;
}

function readNumber(field: string, place: () => string): number {
  const text = field.trim();
  if (MISSING.has(text.toLowerCase())) return Number.NaN;
  const value = Number(text);
  if (Number.isFinite(value)) return value;
  throw invalid([{ path: place(), value: field, rule: "must be a number" }]);
}

function rowPath(path: string, row: number): string {
  return `${path}: row ${row + 2}`;
}
