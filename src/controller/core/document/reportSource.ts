import type { Mistake } from "../../../error.ts";
import { Fields, isObject } from "../../../fields.ts";
import { fill, type Names, readText, type TrialFacts } from "./placeholders.ts";
import { type PrintedReports, readPrinted } from "./printedReports.ts";
import { type Numbering, optionalText, readDecimal, readFirst } from "./reportFields.ts";
import type { ComputedValues } from "./values.ts";

/** Where the reports of a script stand that knows nothing of macrosweep. Examples of each: docs/reports.md. */
export type ReportsSpec = PrintedReports | ReportFile | EventFolder;

/** In a file that it writes. */
export interface ReportFile extends Numbering {
  readonly kind: "file";
  /** With placeholders, and with * and ** where its name is not known; relative to the trainer's working folder. */
  readonly path: string;
  /** What the script calls them, dots between the keys of nested objects; null: the lines are reports as the protocol has them. */
  readonly keys: { readonly epoch: string | null; readonly value: string } | null;
  /** Rows count only where these keys or columns have these values. Absent: all. */
  readonly only?: Readonly<Record<string, string>> | undefined;
  /** Absent: as its name and contents tell. */
  readonly format?: FileFormat | undefined;
  /** Absent: point. */
  readonly decimal?: "comma" | undefined;
}

/** JSON lines; one JSON text; a table with a header; MLflow's "time value step" lines. */
export type FileFormat = (typeof FORMATS)[number];

const FORMATS = ["jsonl", "json", "csv", "mlflow"] as const;

/** In the scalars of a TensorBoard folder that it writes. */
export interface EventFolder extends Numbering {
  readonly kind: "tensorboard";
  /** With placeholders, and with * and ** where its name is not known; relative to the trainer's working folder. */
  readonly folder: string;
  readonly tag: string;
}

/** The same for one trial: the placeholders of its paths are filled in. */
export function renderReports(reports: ReportsSpec, facts: TrialFacts, values: ComputedValues): ReportsSpec {
  switch (reports.kind) {
    case "printed":
      return reports;
    case "file":
      return { ...reports, path: fill(reports.path, facts, values) };
    case "tensorboard":
      return { ...reports, folder: fill(reports.folder, facts, values) };
  }
}

/** Whether they have counts, or a value only. */
export function haveCounts(reports: ReportsSpec): boolean {
  switch (reports.kind) {
    case "printed":
      return reports.confusion !== null;
    case "file":
      return reports.keys === null && reports.format !== "mlflow";
    case "tensorboard":
      return false;
  }
}

/** Whether they may have metrics by name beside the objective. */
export function haveScalars(reports: ReportsSpec): boolean {
  return reports.kind === "file" && reports.keys === null;
}

/** Whether they may have the objective as a number of its own. */
export function haveValue(reports: ReportsSpec): boolean {
  return reports.kind !== "printed" || reports.value !== null;
}

export function readReports(raw: unknown, path: string, names: Names, mistakes: Mistake[]): ReportsSpec {
  const fields = new Fields(raw, path, mistakes);
  const reports = readSource(fields, names, mistakes);
  fields.end();
  return reports;
}

function readSource(fields: Fields, names: Names, mistakes: Mistake[]): ReportsSpec {
  if (fields.raw("file") !== undefined) return readFile(fields, names, mistakes);
  if (fields.raw("tensorboard") !== undefined) return readFolder(fields, names, mistakes);
  return readPrinted(fields, mistakes);
}

function readFile(fields: Fields, names: Names, mistakes: Mistake[]): ReportFile {
  const path = readPath("file", fields, names, mistakes);
  const value = optionalText("value", fields);
  const epoch = optionalText("epoch", fields);
  const format = fields.raw("format") === undefined ? undefined : fields.choice("format", FORMATS);
  if (value === null && epoch !== null)
    fields.mistake("value", undefined, "is missing; it must name the objective's key");
  if (format === "csv" && value === null)
    fields.mistake("value", undefined, "is missing; it must name the objective's column");
  const counted = value !== null && epoch === null;
  const only = readOnly(fields);
  if (only !== undefined && value === null)
    fields.mistake("only", only, "needs value: of lines as the protocol has them all count");
  return {
    kind: "file",
    path,
    keys: value === null ? null : { epoch, value },
    ...(only === undefined ? {} : { only }),
    ...(format === undefined ? {} : { format }),
    ...readDecimal(fields),
    firstEpoch: format === "mlflow" ? readSteps(fields) : readFirst(fields, counted ? null : 1),
  };
}

function readOnly(fields: Fields): ReportFile["only"] {
  const raw = fields.raw("only");
  if (raw === undefined) return undefined;
  const isValue = (value: unknown) => ["string", "number", "boolean"].includes(typeof value);
  if (isObject(raw) && Object.keys(raw).length > 0 && Object.values(raw).every(isValue))
    return Object.fromEntries(Object.entries(raw).map(([name, value]) => [name, String(value)]));
  fields.mistake("only", raw, "must be an object of a key or column and its value: { phase: val }");
  return undefined;
}

function readFolder(fields: Fields, names: Names, mistakes: Mistake[]): EventFolder {
  const folder = readPath("tensorboard", fields, names, mistakes);
  const tag = fields.text("value");
  return { kind: "tensorboard", folder, tag, firstEpoch: readSteps(fields) };
}

// A step is an epoch for one script and a batch for another, so that they are counted unless the document says where they begin.
function readSteps(fields: Fields): number | null {
  const steps = fields.raw("firstEpoch") !== undefined;
  return readFirst(fields, steps ? 1 : null, steps);
}

function readPath(key: string, fields: Fields, names: Names, mistakes: Mistake[]): string {
  return fields.raw(key) === ""
    ? fields.text(key)
    : readText(fields.raw(key), fields.path(key), names, "unconditional", mistakes);
}
