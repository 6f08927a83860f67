import type { ParamShape, ParamsShape } from "../../shapes/params.ts";
import type { Line } from "./line.ts";
import { digits } from "./numbers.ts";

/** A configuration, a line a parameter. */
export function paramLines(params: ParamsShape): Line[] {
  const width = Math.max(0, ...Object.keys(params).map((name) => name.length));
  return Object.entries(params).map(([name, value]): Line => [`  ${name.padEnd(width)}  ${setting(value)}`]);
}

/** A configuration in one line: `loss=focal focal_gamma=2.13`. */
export function settings(params: ParamsShape): string {
  return Object.entries(params)
    .map(([name, value]) => `${name}=${setting(value)}`)
    .join(" ");
}

function setting(value: ParamShape): string {
  return typeof value === "number" ? digits(value) : paramText(value);
}

/** A value in a line for people. */
function paramText(value: ParamShape): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
