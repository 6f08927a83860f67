import { numberAsWritten, parseAsWritten } from "../../../asWritten.ts";
import type { Parameter, ParamValue } from "../../../search/space/parameter.ts";
import type { Params, Space } from "../../../search/space/space.ts";
import { jsonOf } from "../../../search/space/written.ts";
import type { ParamShape, ParamsShape } from "../../../shapes/params.ts";

/** Params as the document writes their values: a float that is whole has its point, a categorical one may be null or a list. */
export function viewParams(params: Params, space: Space): ParamsShape {
  const byName = new Map(space.map((parameter) => [parameter.name, parameter]));
  const entries = Object.entries(params).map(([name, value]) => [name, viewParam(byName.get(name), value)]);
  return Object.fromEntries(entries);
}

function viewParam(parameter: Parameter | undefined, value: ParamValue): ParamShape {
  const json = jsonOf(parameter, value);
  // A parameter can have no objects.
  return typeof value === "number" ? numberAsWritten(value, json) : (parseAsWritten(json) as ParamShape);
}
