import type { Mistake } from "../../error.ts";
import { isObject } from "../../fields.ts";
import { readCondition } from "./condition.ts";
import { type Draft, draftsOf } from "./drafts.ts";
import { flatForm } from "./nested.ts";
import { isActive, type Parameter, type Params, type Space } from "./parameter.ts";
import { readParameter } from "./readParameter.ts";
import { noParameter, valueRule } from "./valueRule.ts";

export type { Condition, Parameter, Params, ParamValue, Space } from "./parameter.ts";

/**
 * Reads the `parameters` of a sweep document: a list, or a preset with changes (see `draftsOf`), which becomes the list that it stands for.
 * Never throws: everything that is wrong is added to `mistakes`, and the result counts only when nothing was.
 */
export function readSpace(raw: unknown, path: string, mistakes: Mistake[]): Space {
  const drafts = draftsOf(raw, path, mistakes);
  const rule = `must be a list of 1 to ${MAX_PARAMETERS} parameters`;
  if (drafts === null)
    mistakes.push({ path, value: raw, rule: `${rule}, or a preset: { preset: imbalance }${asList(raw)}` });
  else if (drafts.length === 0 || drafts.length > MAX_PARAMETERS)
    mistakes.push({ path, value: undefined, rule: `${rule}, not of ${drafts.length}` });
  else return withConditions(drafts, mistakes);
  return [];
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
    mistakes.push({ path: `${path}.${name}`, value, rule: noParameter(name, space) });
  }
  return mistakes;
}

// W&B has them by name.
function asList(raw: unknown): string {
  const flat = isObject(raw) ? flatForm(raw) : "";
  return flat === "" ? "" : `; as a list: [${flat}]`;
}

// More dimensions than this cannot be searched with any budget that people have.
const MAX_PARAMETERS = 64;

function withConditions(drafts: readonly Draft[], mistakes: Mistake[]): Space {
  const parsed = drafts.map(({ raw, path }) => ({ path, ...readParameter(raw, path, mistakes) }));
  const all = new Map(parsed.flatMap(({ parameter, when }) => (parameter ? [[parameter.name, when]] : [])));
  const before = new Map<string, Parameter>();
  for (const { path, parameter, when: rawWhen } of parsed) {
    if (parameter === undefined) continue;
    const { name } = parameter;
    const when = readCondition(rawWhen, name, `${path}.when`, { before, all }, mistakes);
    if (before.has(name)) {
      mistakes.push({ path: `${path}.name`, value: name, rule: "is the name of an earlier parameter too" });
    }
    before.set(name, { ...parameter, when });
  }
  return [...before.values()];
}

function paramRule(parameter: Parameter, value: unknown, active: boolean): string | null {
  if (!active) return value === undefined ? null : "does not exist here: its condition does not hold";
  return value === undefined ? "is missing" : valueRule(parameter, value);
}
