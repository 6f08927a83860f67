import type { Mistake } from "../../../error.ts";
import { isObject } from "../../../fields.ts";

// Far beyond what anybody writes, and far from where reading it by recursion would end the stack.
const DEEPEST = 64;

/** Names the parts of a document that are nested in more than 64 levels, which must not be read further. */
export function deepParts(document: Readonly<Record<string, unknown>>): Mistake[] {
  const { spec, ...beside } = document;
  const below = isObject(spec) ? Object.entries(spec).map(([key, value]) => [`spec.${key}`, value] as const) : [];
  return [...Object.entries(beside), ...below]
    .filter(([, value]) => isTooDeep(value))
    .map(([path]) => ({ path, value: undefined, rule: `is nested in more than ${DEEPEST} levels` }));
}

/** Whether something of JSON is nested in more than 64 levels. */
export function isTooDeep(raw: unknown): boolean {
  let level = [raw];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST) return true;
    level = level.flatMap((value) => (typeof value === "object" && value !== null ? Object.values(value) : []));
  }
  return false;
}
