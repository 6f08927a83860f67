import type { Fields } from "../fields.ts";

/** A number from `min` to `max`, both included; after a mistake the fallback. */
export function readNumber(
  fields: Fields,
  key: string,
  { min, max }: { min: number; max: number },
  fallback: number,
): number {
  const value = fields.raw(key) ?? fallback;
  if (typeof value === "number" && value >= min && value <= max) return value;
  fields.mistake(key, value, `must be a number from ${min} to ${max}`);
  return fallback;
}
