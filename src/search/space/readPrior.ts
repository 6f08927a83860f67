import type { Mistake } from "../../error.ts";
import { Fields } from "../../fields.ts";
import { isParamValue, labelOf, type Parameter, type Prior } from "./parameter.ts";
import { valueRule } from "./valueRule.ts";

/** Reads the `prior` of a parameter; `null` after a mistake. */
export function readPrior(raw: unknown, parameter: Parameter, path: string, mistakes: Mistake[]): Prior | null {
  const before = mistakes.length;
  const fields = new Fields(raw, path, mistakes);
  const center = labelOf(fields.raw("center"));
  const rule = valueRule(parameter, center);
  if (center === undefined) fields.mistake("center", center, `is missing; it must be a value of ${parameter.name}`);
  else if (rule !== null) fields.mistake("center", center, rule);
  const confidence = fields.choice("confidence", ["low", "medium", "high"], "medium");
  fields.end();
  return isParamValue(center) && mistakes.length === before ? { center, confidence } : null;
}
