import type { Fields } from "../../fields.ts";

/** A finite number; NaN after a mistake: no comparison with it holds, so one wrong number is one mistake. */
export function readNumber(fields: Fields, key: string): number {
  const value = fields.raw(key);
  if (typeof value === "number" && Number.isFinite(value)) return value;
  fields.mistake(key, value, numberRule(value));
  return Number.NaN;
}

function numberRule(value: unknown): string {
  if (value === undefined) return "is missing; it must be a number";
  const quoted = typeof value === "string" && value.trim() !== "" && Number.isFinite(Number(value));
  return quoted ? "is a text; remove the quotes to make it a number" : "must be a finite number";
}
