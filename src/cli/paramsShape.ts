import { parseAsWritten, type RawNumber } from "../asWritten.ts";
import type { Param } from "../gen/macrosweep/v1/trial.ts";
import { part } from "./sweep.ts";

/** A value as JSON has it; a float that is whole is written with its point. */
export type ParamShape = string | number | boolean | RawNumber | null | readonly unknown[];

export type ParamsShape = Readonly<Record<string, ParamShape>>;

/** Params by name, in the order of the document. */
export function paramsShape(params: readonly Param[]): ParamsShape {
  return Object.fromEntries(params.map((param) => [param.name, paramValue(param)]));
}

/** A value in a line for people, or in a cell. */
export function paramText(value: ParamShape): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function paramValue({ value, json }: Param): ParamShape {
  // The controller writes what a parameter can be: no objects.
  if (json !== undefined) return parseAsWritten(json) as ParamShape;
  const known = part(value, "params");
  switch (known.$case) {
    case "number":
      return known.number;
    case "text":
      return known.text;
    case "flag":
      return known.flag;
  }
}
