import { isObject } from "../../../fields.ts";
import type { SweepSpec } from "../document/spec.ts";

/** One place in which two documents differ. */
export interface Difference {
  /** As a document has it, such as `spec.budget.trials`; a parameter by its name. */
  readonly path: string;
  /** undefined: it is not there. */
  readonly before: unknown;
  readonly after: unknown;
}

/** All places in which two documents of one sweep differ, in the order of the document; lists are compared as a whole, but parameters by name. */
export function differences(before: SweepSpec, after: SweepSpec): Difference[] {
  const { name: _, labels, ...was } = asWritten(before);
  const { name: __, labels: newLabels, ...is } = asWritten(after);
  const found = [...compare("metadata", { labels }, { labels: newLabels }), ...compare("spec", was, is)];
  if (found.length > 0 || isSame(before.parameters, after.parameters)) return found;
  const names = ({ parameters }: SweepSpec) => parameters.map((parameter) => parameter.name);
  return [{ path: "spec.parameters", before: names(before), after: names(after) }];
}

/** For example `spec.budget.trials: 4 -> 8`. */
export function describeDifference({ path, before, after }: Difference): string {
  return `${path}: ${shown(before)} -> ${shown(after)}`;
}

// In the words of a document, where the checked one has others.
function asWritten({ parameters, budget, trainer, ...rest }: SweepSpec): Record<string, unknown> {
  const { wallTimeMs, ...counts } = budget;
  const { containment, ...training } = trainer;
  const { limits, ...given } = containment ?? {};
  const { diskBytes: disk, runTimeMs: runTime, logBytes: log, ...others } = limits ?? {};
  return {
    ...rest,
    parameters: Object.fromEntries(parameters.map(({ name, ...parameter }) => [name, parameter])),
    budget: { ...counts, wallTime: wallTimeMs === null ? undefined : inUnits(wallTimeMs, "ms") },
    trainer: {
      ...training,
      ...given,
      limits:
        limits === undefined
          ? undefined
          : { ...others, disk: inUnits(disk, "bytes"), runTime: inUnits(runTime, "ms"), log: inUnits(log, "bytes") },
    },
  };
}

function inUnits(count: number | undefined, unit: string): string | undefined {
  return count === undefined ? undefined : `${count} ${unit}`;
}

function compare(path: string, before: unknown, after: unknown): Difference[] {
  if (isSame(before, after)) return [];
  if (!isObject(before) || !isObject(after)) return [{ path, before, after }];
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.flatMap((key) => compare(`${path}.${key}`, before[key], after[key]));
}

function isSame(before: unknown, after: unknown): boolean {
  // A field that is null is one that the document leaves out.
  return JSON.stringify(before ?? null) === JSON.stringify(after ?? null);
}

// What a person needs to see the difference of two long lists is their start.
const LONGEST = 80;

function shown(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  const text = JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 3)}...` : text;
}
