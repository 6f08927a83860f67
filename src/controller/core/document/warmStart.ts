import type { Mistake } from "../../../error.ts";
import { Fields } from "../../../fields.ts";

/** What of earlier sweeps is tried first, or counts as it is. */
export interface WarmStartSpec {
  /** Names of sweeps of the same controller. */
  readonly from: readonly string[];
  /** Configurations to take of all of them together. */
  readonly trials: number;
  /** same: trainer and data are the same, so that what the earlier sweeps have finished counts and is not trained again. Undefined: nobody says so. */
  readonly trust?: "same" | undefined;
}

const MAX_SOURCES = 16;
// They take every second turn until they are used up; more than this and the search would be the old one.
const MAX_TRIALS = 100;

/** Reads `warmStart: { from: [sweep names], trials: 10, trust: same }`; undefined when the document has none. `name`: of the sweep itself. */
export function readWarmStart(raw: unknown, name: string, mistakes: Mistake[]): WarmStartSpec | undefined {
  if (raw === undefined) return undefined;
  const fields = new Fields(raw, "spec.warmStart", mistakes);
  const from = readSources(fields, name);
  const trials = fields.integer("trials", { min: 1, max: MAX_TRIALS }, 10);
  const trust = fields.raw("trust") === undefined ? undefined : fields.choice("trust", ["same"]);
  fields.end();
  return { from, trials, ...(trust === undefined ? {} : { trust }) };
}

function readSources(fields: Fields, name: string): readonly string[] {
  const raw = fields.raw("from");
  const names: readonly unknown[] = Array.isArray(raw) ? raw : [];
  if (names.length === 0 || names.length > MAX_SOURCES) {
    fields.mistake("from", raw, `must be a list of 1 to ${MAX_SOURCES} names of sweeps`);
  }
  return names.map((source, index) => {
    const twice = names.indexOf(source) < index ? "stands in the list twice" : null;
    const rule = typeof source !== "string" ? "must be the name of a sweep" : source === name ? "is this sweep" : twice;
    if (rule !== null) fields.mistake(`from[${index}]`, source, rule);
    return String(source);
  });
}
