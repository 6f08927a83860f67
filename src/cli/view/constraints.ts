import type { BestShape, MissShape } from "../../shapes/best.ts";
import { score } from "../../words/numbers.ts";
import type { Line } from "./line.ts";

/** What the best trial has to do with the constraints, after an empty line; nothing without constraints. */
export function constraintLines({ constraints }: BestShape): Line[] {
  if (constraints === null) return [];
  const { feasible, violations, cost, unconstrained } = constraints;
  if (!feasible) return [[], ...violations.map((miss): Line => ["  ", [missText(miss), "yellow"]])];
  if (cost === null)
    return [[], ["  It meets the constraints on average over its seeds; no single run of the search did."]];
  if (cost === 0)
    return [[], ["  It meets the constraints, which cost nothing: no trial that misses them has a better value."]];
  const without = `trial ${unconstrained.trial} has ${score(unconstrained.value)} without them`;
  return [[], [`  It meets the constraints, which cost ${score(cost)}: ${without}.`]];
}

/** For example "recall:V 0.7100 is below 0.8 by 0.0900". */
export function missText({ metric, min, max, value, by }: MissShape): string {
  const limit = max === null ? `below ${min}` : `above ${max}`;
  return `${metric} ${score(value)} is ${limit} by ${score(by)}`;
}
