import { invalid, SweepError } from "../../error.ts";
import { type Measurable, measure, readMetric } from "../../metrics/metric.ts";
import type { Constraint } from "./document/constraints.ts";
import type { Sweep } from "./state.ts";

/** What a report says of the constraints. */
export interface Constrained {
  /** The metrics of the constraints, in their order. */
  readonly constraintValues: readonly number[];
  /** See `violationOf`. */
  readonly violation: number;
  /** What it does not meet, in words. */
  readonly missed: readonly string[];
}

/** A constraint that a trial does not meet. */
export interface Miss extends Constraint {
  readonly value: number;
  /** How much is missing, above 0, in the metric's units. */
  readonly by: number;
}

/** The metrics of the constraints in a report. @throws SweepError `invalid` when it lacks one or one is not finite. */
export function measureConstraints(constraints: readonly Constraint[], report: Measurable): Constrained {
  const constraintValues = constraints.map((constraint) => measureConstraint(constraint, report));
  const misses = missesOf(constraints, constraintValues);
  return { constraintValues, violation: violationOf(misses), missed: misses.map(describeMiss) };
}

/** The constraints that these trials, at least one, do not meet in the means over their last reports. */
export function missesOver(sweep: Sweep, trials: readonly number[]): Miss[] {
  const values = trials.map((trial) => sweep.trials[trial]?.constraintValues ?? []);
  const means = values[0]?.map(
    (_, i) => values.reduce((sum, each) => sum + (each[i] ?? Number.NaN), 0) / values.length,
  );
  return missesOf(sweep.spec.constraints ?? [], means ?? []);
}

/**
 * How much is missing in all; 0 when nothing is. Each miss counts as a share of its metric's range, or of the limit where that has no end, for
 * milliseconds and recall have no common measure.
 */
export function violationOf(misses: readonly Miss[]): number {
  return misses.reduce((sum, { metric, limit, by }) => {
    const [low, high] = readMetric(metric).range;
    const whole = Number.isFinite(high - low) ? high - low : Math.abs(limit) || 1;
    return sum + by / whole;
  }, 0);
}

/** The constraints that these values, one a constraint, do not meet. */
function missesOf(constraints: readonly Constraint[], values: readonly number[]): Miss[] {
  return values.flatMap((value, index) => {
    const constraint = constraints[index];
    if (constraint === undefined) return [];
    const by = constraint.bound === "min" ? constraint.limit - value : value - constraint.limit;
    return by > 0 ? [{ ...constraint, value, by }] : [];
  });
}

/** For example "recall:V 0.710 is below 0.8 by 0.090". */
export function describeMiss({ metric, bound, limit, value, by }: Miss): string {
  return `${metric} ${shown(value)} is ${bound === "min" ? "below" : "above"} ${limit} by ${shown(by)}`;
}

function measureConstraint({ metric: name }: Constraint, report: Measurable): number {
  const metric = readMetric(name);
  if (metric.kind === "counts" && report.counts === null) {
    throw invalid([{ path: "counts", value: undefined, rule: `are missing; the constraint on ${name} needs them` }]);
  }
  const { value } = measure(metric, report);
  if (Number.isFinite(value)) return value;
  throw new SweepError(
    "invalid",
    `${name}: ${value} must be a finite number, or nobody knows whether its constraint holds`,
  );
}

// Three decimals; more for what these would show as nothing.
function shown(value: number): string {
  const size = Math.abs(value);
  return size === 0 || (size >= 0.0095 && size < 1e6) ? value.toFixed(3) : value.toPrecision(2);
}
