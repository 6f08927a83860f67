import type { Param } from "../gen/macrosweep/v1/trial.ts";
import { part } from "./sweep.ts";

export type ParamsShape = Readonly<Record<string, string | number | boolean>>;

/** Params by name, in the order of the document. */
export function paramsShape(params: readonly Param[]): ParamsShape {
  return Object.fromEntries(params.map((param) => [param.name, paramValue(param)]));
}

function paramValue({ value }: Param): string | number | boolean {
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
