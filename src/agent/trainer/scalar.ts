import type { Mistake } from "../../error.ts";

const special: ReadonlyMap<unknown, number> = new Map([
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
]);

/** A number, or one of the texts that stand for the numbers which JSON does not know. NaN after a mistake. */
export function readScalar(value: unknown, path: string, mistakes: Mistake[]): number {
  const scalar = typeof value === "number" ? value : special.get(value);
  if (scalar !== undefined) return scalar;
  mistakes.push({ path, value, rule: "must be a number" });
  return Number.NaN;
}
