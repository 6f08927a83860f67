import type { Best, Miss } from "../../gen/macrosweep/v1/sweep.ts";
import type { Line } from "./line.ts";
import { score } from "./numbers.ts";

/** What the best trial has to do with the constraints, after an empty line; nothing without constraints. */
export function constraintLines({ constraints }: Best): Line[] {
  if (constraints === undefined) return [];
  const { feasible, violations, cost, unconstrainedTrial, unconstrainedValue } = constraints;
  if (!feasible) return [[], ...violations.map((miss): Line => ["  ", [missText(miss), "yellow"]])];
  if (cost === undefined)
    return [[], ["  It meets the constraints on average over its seeds; no single run of the search did."]];
  if (cost === 0)
    return [[], ["  It meets the constraints, which cost nothing: no trial that misses them has a better value."]];
  const without = `trial ${unconstrainedTrial} has ${score(unconstrainedValue)} without them`;
  return [[], [`  It meets the constraints, which cost ${score(cost)}: ${without}.`]];
}

/** For example "recall:V 0.7100 is below 0.8 by 0.0900". */
export function missText({ metric, bound, value, by }: Miss): string {
  const limit = bound?.$case === "max" ? `above ${bound.max}` : `below ${bound?.min}`;
  return `${metric} ${score(value)} is ${limit} by ${score(by)}`;
}
