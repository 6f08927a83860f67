import type { ParamsShape } from "../../shapes/params.ts";
import { setting } from "../../words/settings.ts";
import type { Line } from "./line.ts";

/** A configuration, a line a parameter. */
export function paramLines(params: ParamsShape): Line[] {
  const width = Math.max(0, ...Object.keys(params).map((name) => name.length));
  return Object.entries(params).map(([name, value]): Line => [`  ${name.padEnd(width)}  ${setting(value)}`]);
}
