import { invalid, SweepError } from "../../error.ts";
import { type Measurable, measure, readMetric } from "../../metrics/metric.ts";
import type { Constraint } from "./constraints.ts";
import type { Sweep } from "./state.ts";

/** What a report says of the constraints. */
export interface Constrained {
  /** The metrics of the constraints, in their order. */
  readonly constraintValues: readonly number[];
  /**
   * How much is missing, summed over the constraints; 0 when all hold. The metrics keep their units: among scalars of very different size the
   * largest decides.
   */
  readonly violation: number;
}

/** A constraint that a trial does not meet. */
export interface Miss extends Constraint {
  readonly value: number;
  /** How much is missing, above 0. */
  readonly by: number;
}

/** The metrics of the constraints in a report. @throws SweepError `invalid` when it lacks one or one is not finite. */
export function measureConstraints(constraints: readonly Constraint[], report: Measurable): Constrained {
  const constraintValues = constraints.map((constraint) => measureConstraint(constraint, report));
  const violation = missesOf(constraints, constraintValues).reduce((sum, { by }) => sum + by, 0);
  return { constraintValues, violation };
}

/** The constraints that a trial does not meet in its last report. */
export function missesAt(sweep: Sweep, trial: number): Miss[] {
  return missesOf(sweep.spec.constraints ?? [], sweep.trials[trial]?.constraintValues ?? []);
}

/** The constraints that these values, one a constraint, do not meet. */
export function missesOf(constraints: readonly Constraint[], values: readonly number[]): Miss[] {
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
