import type { ParamsShape } from "../../../shapes/params.ts";
import { searched, signOf } from "../confirmation/evidence.ts";
import { lastInterval, lastValue, lastViolation, levelOfTrial } from "../lastReport.ts";
import type { Sweep } from "../state.ts";
import { viewParams } from "./paramsView.ts";

/** One of the best, as few words as will do. */
export interface TopTrial {
  readonly trial: number;
  readonly value: number;
  /** 95 %; absent without counts. */
  readonly interval?: readonly [number, number];
  readonly params: ParamsShape;
}

/** The best completed trials of the search, the best first: those that meet the constraints, then the nearest, each by level. */
export function viewTop(sweep: Sweep, most: number): TopTrial[] {
  const sign = signOf(sweep);
  const order = (number: number) => [lastViolation(sweep, number), -sign * levelOfTrial(sweep, number), number];
  return searched(sweep)
    .map(({ number }) => ({ number, order: order(number) }))
    .toSorted((a, b) => firstDifference(a.order, b.order))
    .slice(0, most)
    .flatMap(({ number }) => viewOne(sweep, number));
}

function viewOne(sweep: Sweep, number: number): TopTrial[] {
  const record = sweep.history.trials[number];
  const value = lastValue(sweep, number);
  if (record === undefined || value === null) return [];
  const range = lastInterval(sweep, number);
  const params = viewParams(record.params, sweep.spec.parameters);
  return [{ trial: number, value, ...(range === null ? {} : { interval: range }), params }];
}

function firstDifference(one: readonly number[], other: readonly number[]): number {
  return one.reduce((found, value, i) => found || value - (other[i] ?? 0), 0);
}
