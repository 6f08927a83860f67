import { RE2JS, RE2JSException } from "re2js";
import type { Mistake } from "../../../error.ts";
import { Fields } from "../../../fields.ts";
import { fill, type Names, readText, type TrialFacts } from "./placeholders.ts";
import type { ComputedValues } from "./values.ts";

/** Where the reports of a script stand that knows nothing of macrosweep. */
export type ReportsSpec = PrintedReports | ReportFile | EventFolder;

interface Numbering {
  /** The number that the script gives its first epoch. Null: it gives none, and epochs are counted as they come. */
  readonly firstEpoch: number | null;
}

/** In what it prints. The four are patterns (RE2), searched for in each line; null where the document has none. */
export interface PrintedReports extends Numbering {
  readonly kind: "printed";
  /** Its group is the number of the epoch that begins here. */
  readonly epoch: string | null;
  /** Lines count only after one with this, until the epoch or the section ends. */
  readonly section: string | null;
  /** Its group is the objective. */
  readonly value: string | null;
  /** A matrix of counts follows. */
  readonly confusion: string | null;
  /** Names for the rows of the matrix; may be empty. */
  readonly classes: readonly string[];
}

/** In a file of JSON lines that it writes. */
export interface ReportFile extends Numbering {
  readonly kind: "file";
  /** With placeholders; relative to the trainer's working folder. */
  readonly path: string;
  /** What the script calls them; null: the lines are reports as the protocol has them. */
  readonly keys: { readonly epoch: string | null; readonly value: string } | null;
}

/** In the scalars of a TensorBoard folder that it writes. */
export interface EventFolder extends Numbering {
  readonly kind: "tensorboard";
  /** With placeholders; relative to the trainer's working folder. */
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
      return reports.keys === null;
    case "tensorboard":
      return false;
  }
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

function readPrinted(fields: Fields, mistakes: Mistake[]): PrintedReports {
  const epoch = readPattern("epoch", 1, fields);
  const section = readPattern("section", 0, fields);
  const value = readPattern("value", 1, fields);
  const confusion = readPattern("confusion", 0, fields);
  if (value === null && confusion === null) {
    fields.mistake(
      null,
      undefined,
      "must have a pattern for the value or the confusion, or name a file or tensorboard",
    );
  }
  if (epoch === null && value !== null && confusion !== null) {
    fields.mistake(
      "epoch",
      undefined,
      "is missing; without it epochs are counted by the value or by the confusion, not by both",
    );
  }
  const classes = readClasses(fields, mistakes);
  if (confusion === null && classes.length > 0) fields.mistake("classes", undefined, "must stand beside confusion");
  return {
    kind: "printed",
    epoch,
    section,
    value,
    confusion,
    classes,
    firstEpoch: readFirst(fields, epoch === null ? null : 1),
  };
}

function readFile(fields: Fields, names: Names, mistakes: Mistake[]): ReportFile {
  const path = readPath("file", fields, names, mistakes);
  const value = optionalText("value", fields);
  const epoch = optionalText("epoch", fields);
  if (value === null && epoch !== null)
    fields.mistake("value", undefined, "is missing; it must name the objective's key");
  const counted = value !== null && epoch === null;
  return {
    kind: "file",
    path,
    keys: value === null ? null : { epoch, value },
    firstEpoch: readFirst(fields, counted ? null : 1),
  };
}

function readFolder(fields: Fields, names: Names, mistakes: Mistake[]): EventFolder {
  const folder = readPath("tensorboard", fields, names, mistakes);
  const tag = fields.text("value");
  // A step is an epoch for one script and a batch for another, so that they are counted unless the document says where they begin.
  const steps = fields.raw("firstEpoch") !== undefined;
  return { kind: "tensorboard", folder, tag, firstEpoch: readFirst(fields, steps ? 1 : null, steps) };
}

function readPath(key: string, fields: Fields, names: Names, mistakes: Mistake[]): string {
  return fields.raw(key) === "" ? fields.text(key) : readText(fields.raw(key), fields.path(key), names, {}, mistakes);
}

function readFirst(fields: Fields, fallback: number | null, allowed = fallback !== null): number | null {
  if (fields.raw("firstEpoch") === undefined) return fallback;
  if (allowed) return fields.integer("firstEpoch", { min: 0, max: 1_000_000 });
  fields.mistake("firstEpoch", fields.raw("firstEpoch"), "needs the epoch's number: say how it is read with epoch");
  return null;
}

function optionalText(key: string, fields: Fields): string | null {
  return fields.raw(key) === undefined ? null : fields.text(key);
}

function readClasses(fields: Fields, mistakes: Mistake[]): string[] {
  const raw = fields.raw("classes") ?? [];
  const classes = Array.isArray(raw) ? raw.filter((name) => typeof name === "string" && name !== "") : [];
  const good = Array.isArray(raw) && classes.length === raw.length && new Set(classes).size === classes.length;
  if (!good) mistakes.push({ path: fields.path("classes"), value: raw, rule: "must be a list of different names" });
  return classes;
}

// Patterns come from people and run over the output of any program: RE2 takes time linear in the line, whatever both are.
function readPattern(key: string, groups: number, fields: Fields): string | null {
  const pattern = optionalText(key, fields);
  if (pattern === null || pattern === "") return pattern;
  const rule = patternRule(pattern, groups);
  if (rule !== null) fields.mistake(key, pattern, rule);
  return pattern;
}

function patternRule(pattern: string, groups: number): string | null {
  if (pattern.length > LONGEST_PATTERN) return `must have at most ${LONGEST_PATTERN} characters`;
  try {
    const count = RE2JS.compile(pattern).groupCount();
    if (groups === 0 || count === 1) return null;
    return `must have one group, such as ([0-9.]+), around the number, and has ${count}`;
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return `is no regular expression of RE2: ${error.message}`;
  }
}

// The time for a line grows with the pattern too.
const LONGEST_PATTERN = 1000;
