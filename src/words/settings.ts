import type { ParamShape, ParamsShape } from "../shapes/params.ts";
import { digits } from "./numbers.ts";

/** A configuration in one line: `loss=focal focal_gamma=2.13`. */
export function settings(params: ParamsShape): string {
  return Object.entries(params)
    .map(([name, value]) => `${name}=${setting(value)}`)
    .join(" ");
}

/** A value in a line for people. */
export function setting(value: ParamShape): string {
  if (typeof value === "number") return digits(value);
  return typeof value === "string" ? value : JSON.stringify(value);
}
