import type { Mistake } from "../../error.ts";
import { Fields } from "../../fields.ts";
import type { Counts as WireCounts } from "../../gen/macrosweep/v1/trial.ts";
import { type Counts, checkCounts, classCount } from "../../metrics/counts.ts";

/** Counts as they go over the wire, and the names of their classes, empty when the trainer gives none. */
export interface NamedCounts {
  readonly counts: WireCounts | undefined;
  readonly classes: string[];
}

/**
 * Reads `confusion` or `perClass` out of `fields`, and `classes` out of `named`: the same object, or the one around it.
 * The result is worth something only when no mistake was added.
 */
export function readCounts(fields: Fields, named: Fields, mistakes: Mistake[]): NamedCounts {
  const before = mistakes.length;
  const counts = readKind(fields, mistakes);
  const classes = readClasses(named, mistakes);
  if (mistakes.length > before) return { counts: undefined, classes };
  if (counts === undefined) {
    if (classes.length > 0) named.mistake("classes", undefined, "must stand beside counts");
    return { counts, classes };
  }
  mistakes.push(...checkCounts(counts, fields.path(counts.kind)).map((mistake) => inRows(mistake, counts)));
  if (classes.length !== 0 && classes.length !== classCount(counts)) {
    named.mistake("classes", classes.length, `must be ${classCount(counts)} names, as many as the counts have classes`);
  }
  return { counts: toWire(counts), classes };
}

function readKind(fields: Fields, mistakes: Mistake[]): Counts | undefined {
  const confusion = fields.raw("confusion");
  const perClass = fields.raw("perClass");
  if (confusion !== undefined && perClass !== undefined) {
    fields.mistake("perClass", undefined, "must not stand beside confusion, which says more");
  }
  if (confusion !== undefined) return readConfusion(confusion, fields.path("confusion"), mistakes);
  return perClass === undefined ? undefined : readPerClass(perClass, fields.path("perClass"), mistakes);
}

function readConfusion(raw: unknown, path: string, mistakes: Mistake[]): Counts {
  const rows = readList(raw, path, row, mistakes);
  const cells = rows.flatMap((row, i) => {
    if (row.length !== rows.length) {
      mistakes.push({ path, value: undefined, rule: `row ${i} has ${row.length} counts, must have ${rows.length}` });
    }
    return readList(row, `${path}[${i}]`, number, mistakes);
  });
  return { kind: "confusion", classes: rows.length, cells };
}

function readPerClass(raw: unknown, path: string, mistakes: Mistake[]): Counts {
  const fields = new Fields(raw, path, mistakes);
  const numbers = (key: string) => readList(fields.raw(key), fields.path(key), number, mistakes);
  const counts: Counts = { kind: "perClass", tp: numbers("tp"), fp: numbers("fp"), fn: numbers("fn") };
  fields.end();
  return counts;
}

function readClasses(fields: Fields, mistakes: Mistake[]): string[] {
  const raw = fields.raw("classes");
  if (raw === undefined) return [];
  const classes = readList(raw, fields.path("classes"), className, mistakes);
  const twice = classes.find((name, i) => classes.indexOf(name) !== i);
  if (twice !== undefined) fields.mistake("classes", twice, "must stand there once");
  return classes;
}

/** What each element of a list has to be. */
interface Element<T> {
  is(value: unknown): value is T;
  readonly rule: string;
}

const number: Element<number> = { is: (value) => typeof value === "number", rule: "must be a number" };
const className: Element<string> = {
  is: (value): value is string => typeof value === "string" && value !== "",
  rule: "must be a text that is not empty",
};
const row: Element<readonly unknown[]> = { is: (value) => Array.isArray(value), rule: "must be a list of counts" };

// Only the first bad element is named: a broken trainer breaks them all.
function readList<T>(raw: unknown, path: string, element: Element<T>, mistakes: Mistake[]): T[] {
  if (!Array.isArray(raw)) {
    mistakes.push({ path, value: raw, rule: "must be a list" });
    return [];
  }
  const bad = raw.findIndex((value) => !element.is(value));
  if (bad !== -1) mistakes.push({ path: `${path}[${bad}]`, value: raw[bad], rule: element.rule });
  return raw.filter((value) => element.is(value));
}

// The trainer printed rows; it knows nothing of cells.
function inRows(mistake: Mistake, counts: Counts): Mistake {
  const path = mistake.path.replace(/\.cells\[(\d+)\]$/, (_, cell: string) => {
    const k = classCount(counts);
    return `[${Math.floor(Number(cell) / k)}][${Number(cell) % k}]`;
  });
  return { ...mistake, path };
}

function toWire(counts: Counts): WireCounts {
  switch (counts.kind) {
    case "confusion":
      return { kind: { $case: "confusion", confusion: { classes: counts.classes, cells: [...counts.cells] } } };
    case "perClass":
      return { kind: { $case: "perClass", perClass: { tp: [...counts.tp], fp: [...counts.fp], fn: [...counts.fn] } } };
  }
}
