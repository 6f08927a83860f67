import { floatText } from "../../asWritten.ts";
import type { Parameter, ParamValue } from "./parameter.ts";

/** A value of a parameter as JSON that tells a float from an int: `1.0` for a float that is whole, `null` and lists as such. */
export function jsonOf(parameter: Parameter | undefined, value: ParamValue): string {
  if (parameter?.type === "float" && typeof value === "number") return floatText(value);
  const json = parameter?.type === "categorical" ? parameter.json : undefined;
  return json !== undefined && Object.hasOwn(json, String(value)) ? (json[String(value)] ?? "") : JSON.stringify(value);
}

/** The same as a text for a command line: without quotes where it is a text. */
export function textOf(parameter: Parameter | undefined, value: ParamValue): string {
  const json = jsonOf(parameter, value);
  return json.startsWith('"') ? String(value) : json;
}
