import type { Mistake } from "../../error.ts";
import { isObject } from "../../fields.ts";
import { didYouMean } from "../../nearest.ts";
import { type Condition, isParamValue, labelOf, type Parameter, type ParamValue } from "./parameter.ts";
import { MAX_VALUES } from "./readParameter.ts";
import { valueRule } from "./valueRule.ts";

/** What a condition may speak of. */
export interface Surroundings {
  /** The parameters that stand before this one. */
  readonly before: ReadonlyMap<string, Parameter>;
  /** Name -> the raw condition of every parameter, this one and later ones too. */
  readonly all: ReadonlyMap<string, unknown>;
}

/** Reads the `when` of the parameter `name`: parents that stand before it, each with the values that it can take. */
export function readCondition(
  raw: unknown,
  name: string,
  path: string,
  surroundings: Surroundings,
  mistakes: Mistake[],
): Condition {
  if (raw === undefined) return {};
  if (!isObject(raw)) {
    mistakes.push({ path, value: raw, rule: "must be an object of parent: [values]" });
    return {};
  }
  const when: [string, ParamValue[]][] = [];
  for (const [parent, values] of Object.entries(raw)) {
    const known = surroundings.before.get(parent);
    if (known === undefined) {
      mistakes.push({ path: `${path}.${parent}`, value: undefined, rule: parentRule(parent, name, surroundings) });
    } else {
      when.push([parent, readValues(values, known, `${path}.${parent}`, mistakes)]);
    }
  }
  return Object.fromEntries(when);
}

function parentRule(parent: string, name: string, { all }: Surroundings): string {
  if (parent === name) return "is the parameter itself";
  if (!all.has(parent)) return `is not a parameter of this sweep${didYouMean(parent, [...all.keys()])}`;
  const circle = pathBetween(parent, name, all);
  if (circle !== null) return `stands in a circle of conditions: ${[name, ...circle].join(" -> ")}`;
  return "stands later; a parent must stand before its children";
}

// The way from one parameter to another along the conditions; null when there is none.
function pathBetween(from: string, to: string, all: ReadonlyMap<string, unknown>): string[] | null {
  const cameFrom = new Map<string, string | null>([[from, null]]);
  for (const at of cameFrom.keys()) {
    if (at === to) return trace(at, cameFrom);
    const raw = all.get(at);
    for (const parent of isObject(raw) ? Object.keys(raw) : []) {
      if (all.has(parent) && !cameFrom.has(parent)) cameFrom.set(parent, at);
    }
  }
  return null;
}

function trace(end: string, cameFrom: ReadonlyMap<string, string | null>): string[] {
  const path: string[] = [];
  for (let at: string | null = end; at !== null; at = cameFrom.get(at) ?? null) path.unshift(at);
  return path;
}

function readValues(raw: unknown, parent: Parameter, path: string, mistakes: Mistake[]): ParamValue[] {
  if (parent.type === "float") {
    mistakes.push({ path, value: undefined, rule: `${parent.name} is a float, which nothing can depend on` });
    return [];
  }
  if (!Array.isArray(raw) || raw.length === 0 || raw.length > MAX_VALUES) {
    mistakes.push({ path, value: raw, rule: `must be a list of 1 to ${MAX_VALUES} values of ${parent.name}` });
    return [];
  }
  const values = raw.map(labelOf);
  values.forEach((value, index) => {
    const rule = valueRule(parent, value) ?? (values.indexOf(value) < index ? "stands in the list twice" : null);
    if (rule !== null) mistakes.push({ path: `${path}[${index}]`, value: raw[index], rule });
  });
  return values.filter(isParamValue);
}
