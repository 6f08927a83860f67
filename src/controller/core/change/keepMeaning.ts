import { isObject } from "../../../fields.ts";
import type { SweepSpec } from "../document/spec.ts";

/**
 * A spec read anew for a sweep that is there, in the meaning of the version that made the sweep: what neither that spec has nor the document says is a default
 * that came later, and is left out again. A program reads a field that is not there as the one that did not know it, so that the same document is the same
 * sweep under every later version.
 *
 * The sampler and the pruner are picked as a whole: where the document has changed one of them, all its defaults are those of now.
 *
 * @param document as it was sent; undefined: everything in the spec counts as said
 */
export function keepMeaning(before: SweepSpec, after: SweepSpec, document: unknown): SweepSpec {
  if (document === undefined) return after;
  const said = keysOf(document, new Set());
  const kept = withoutNew(before, after, said) as SweepSpec;
  const isPicked = (part: "sampler" | "pruner") => JSON.stringify(kept[part]) !== JSON.stringify(before[part]);
  return {
    ...kept,
    ...(isPicked("sampler") ? { sampler: after.sampler } : {}),
    ...(isPicked("pruner") ? { pruner: after.pruner } : {}),
  };
}

function withoutNew(before: unknown, after: unknown, said: ReadonlySet<string>): unknown {
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    return after.map((item, i) => withoutNew(before[i], item, said));
  }
  if (!isObject(before) || !isObject(after) || KINDS.some((key) => before[key] !== after[key])) return after;
  const isKept = ([key, value]: [string, unknown]) =>
    before[key] !== undefined || value === undefined || isSaid(key, value, said);
  const kept = Object.entries(after).filter(isKept);
  return Object.fromEntries(kept.map(([key, value]) => [key, withoutNew(before[key], value, said)]));
}

// What tells one sort of thing from another: where these differ it was edited, and its fields are its own.
const KINDS = ["kind", "name", "type", "metric"];

/** Whether a document has such a key, or one below it. By the name alone: where it stands for something else an edit is seen too many, and none is lost. */
function isSaid(key: string, value: unknown, said: ReadonlySet<string>): boolean {
  return (
    said.has(key.replace(UNIT, "")) || [...keysOf(value, new Set())].some((below) => said.has(below.replace(UNIT, "")))
  );
}

// A spec has units where a document has words: `wallTimeMs`, `diskBytes`.
const UNIT = /(Ms|Bytes)$/;

function keysOf(value: unknown, found: Set<string>): Set<string> {
  const items = Array.isArray(value) ? value.entries() : isObject(value) ? Object.entries(value) : [];
  for (const [key, item] of items) {
    if (typeof key === "string") found.add(key);
    keysOf(item, found);
  }
  return found;
}
