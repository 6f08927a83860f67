import type { Mistake } from "../../error.ts";
import { Fields } from "../../fields.ts";
import { looks, readIntervalSteps } from "./looks.ts";
import type { Pruner, PrunerKind } from "./pruner.ts";
import { describeMeasured } from "./reason.ts";

/** The values that a trial may have from one step on. */
export interface Bound {
  readonly step: number;
  /** `null`: nothing is too low. */
  readonly lower: number | null;
  /** `null`: nothing is too high. */
  readonly upper: number | null;
}

export interface ThresholdSpec {
  readonly name: "threshold";
  /** At least one, by rising step; each holds until the next one. */
  readonly bounds: readonly Bound[];
  /** Looks at every so many steps from the first bound on. */
  readonly intervalSteps: number;
}

export const threshold: PrunerKind<ThresholdSpec> = { read: readThreshold, create: createThreshold };

/** Reads the threshold rule's own settings; `maxStep` is the epochs of a full trial. */
function readThreshold(fields: Fields, maxStep: number, mistakes: Mistake[]): ThresholdSpec {
  const intervalSteps = readIntervalSteps(fields, maxStep);
  const raw = fields.raw("bounds");
  if (!Array.isArray(raw) || raw.length === 0) {
    fields.mistake("bounds", raw, "must be a list of at least one { step, lower, upper }");
    return { name: "threshold", bounds: [], intervalSteps };
  }
  const bounds: Bound[] = [];
  raw.forEach((each: unknown, index) => {
    const least = (bounds.at(-1)?.step ?? 0) + 1;
    bounds.push(readBound(new Fields(each, `${fields.path("bounds")}[${index}]`, mistakes), least, maxStep));
  });
  return { name: "threshold", bounds, intervalSteps };
}

/**
 * Prunes a trial whose value at a step lies outside of the bounds given for it, whatever other trials do: `lower` for what a useful macro-F1
 * must have reached by then, `upper` for a loss. A value at a bound goes on, one that is not finite does not, and the last step prunes
 * nothing. The direction of the objective plays no part.
 *
 * Source: Optuna's ThresholdPruner; there one pair of bounds holds at all steps after the warm-up.
 */
function createThreshold(spec: ThresholdSpec, maxStep: number): Pruner {
  const { bounds, intervalSteps } = spec;
  const first = bounds[0]?.step ?? maxStep;
  const steps = looks(first - intervalSteps, intervalSteps, maxStep);
  const looksAt = new Set(steps);
  return {
    rungs: steps,
    judge(_history, _trial, step, value, error) {
      if (!looksAt.has(step)) return { kind: "continue", reason: null };
      const bound = bounds.findLast((each) => each.step <= step);
      const low = bound?.lower ?? Number.NEGATIVE_INFINITY;
      const high = bound?.upper ?? Number.POSITIVE_INFINITY;
      const reason = `step ${step}: ${describeMeasured(value, error)}, ${nameBounds(bound)}`;
      const inside = Number.isFinite(value) && value >= low && value <= high;
      return { kind: inside ? "continue" : "prune", reason };
    },
  };
}

function nameBounds(bound: Bound | undefined): string {
  const lower = bound?.lower ?? null;
  const upper = bound?.upper ?? null;
  if (lower === null) return `must be at most ${upper}`;
  return upper === null ? `must be at least ${lower}` : `must lie in [${lower}, ${upper}]`;
}

function readBound(fields: Fields, leastStep: number, maxStep: number): Bound {
  const step = fields.integer("step", { min: leastStep, max: maxStep });
  const lower = readOptional(fields, "lower");
  const upper = readOptional(fields, "upper");
  if (lower === null && upper === null) fields.mistake(null, undefined, "must have a lower or an upper bound");
  if (lower !== null && upper !== null && lower >= upper) {
    fields.mistake("lower", lower, `must be less than upper, which is ${upper}`);
  }
  fields.end();
  return { step, lower, upper };
}

function readOptional(fields: Fields, key: string): number | null {
  const value = fields.raw(key);
  if (value === undefined) return null;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  fields.mistake(key, value, "must be a finite number");
  return null;
}
