import type { Mistake } from "../error.ts";
import { readCondition } from "./condition.ts";
import { isActive, type Parameter, type Params, type Space } from "./parameter.ts";
import { type ParsedParameter, readParameter } from "./readParameter.ts";
import { valueRule } from "./valueRule.ts";

export type { Condition, Parameter, Params, ParamValue, Space } from "./parameter.ts";

/**
 * Reads the `parameters` of a sweep document. Never throws: everything that is wrong is added to `mistakes`, and the result counts only
 * when nothing was.
 */
export function readSpace(raw: unknown, path: string, mistakes: Mistake[]): Space {
  if (!Array.isArray(raw) || raw.length === 0 || raw.length > MAX_PARAMETERS) {
    const rule = `must be a list of 1 to ${MAX_PARAMETERS} parameters`;
    if (Array.isArray(raw)) mistakes.push({ path, value: undefined, rule: `${rule}, not of ${raw.length}` });
    else mistakes.push({ path, value: raw, rule });
    return [];
  }
  const parsed = raw.map((each: unknown, index) => readParameter(each, `${path}[${index}]`, mistakes));
  return withConditions(parsed, path, mistakes);
}

/** Everything that keeps params from being a configuration of the space: all active parameters and no others, each with a value it can take. */
export function checkParams(space: Space, params: Params, path: string): Mistake[] {
  const mistakes: Mistake[] = [];
  const given = new Map(Object.entries(params));
  for (const parameter of space) {
    const value = given.get(parameter.name);
    const rule = paramRule(parameter, value, isActive(parameter, params));
    if (rule !== null) mistakes.push({ path: `${path}.${parameter.name}`, value, rule });
    given.delete(parameter.name);
  }
  for (const [name, value] of given) {
    mistakes.push({ path: `${path}.${name}`, value, rule: "is not a parameter of this sweep" });
  }
  return mistakes;
}

// More dimensions than this cannot be searched with any budget that people have.
const MAX_PARAMETERS = 64;

function withConditions(parsed: readonly (ParsedParameter | null)[], path: string, mistakes: Mistake[]): Space {
  const all = new Map(parsed.flatMap((each) => (each ? [[each.parameter.name, each.when]] : [])));
  const before = new Map<string, Parameter>();
  parsed.forEach((each, index) => {
    if (each === null) return;
    const { name } = each.parameter;
    const when = readCondition(each.when, name, `${path}[${index}].when`, { before, all }, mistakes);
    if (before.has(name)) {
      mistakes.push({ path: `${path}[${index}].name`, value: name, rule: "is the name of an earlier parameter too" });
    }
    before.set(name, { ...each.parameter, when });
  });
  return [...before.values()];
}

function paramRule(parameter: Parameter, value: unknown, active: boolean): string | null {
  if (!active) return value === undefined ? null : "does not exist here: its condition does not hold";
  return value === undefined ? "is missing" : valueRule(parameter, value);
}
