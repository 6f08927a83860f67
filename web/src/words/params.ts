import type { ParamShape } from "../../../src/shapes/params.ts";
import { digits } from "./numbers.ts";
import { clean } from "./text.ts";

/** The value of a param as text. */
export function paramText(value: unknown): string {
  if (typeof value === "number") return digits(value);
  return clean(typeof value === "string" ? value : JSON.stringify(value));
}

/** Params in one line: `loss focal, focal_gamma 3.403`. */
export function paramsText(params: Readonly<Record<string, ParamShape>>): string {
  return Object.entries(params)
    .map(([name, value]) => `${clean(name)} ${paramText(value)}`)
    .join(", ");
}
