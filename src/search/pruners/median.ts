import type { Fields } from "../../fields.ts";
import type { TrialRecord } from "../history.ts";
import { type Direction, fromLoss, toLoss } from "../loss.ts";
import { describe, describeMeasured } from "./describe.ts";
import { type Others, othersAt } from "./others.ts";
import type { Pruner } from "./pruner.ts";

export interface MedianSpec {
  readonly name: "median";
  /** Nothing is pruned at a step that fewer other trials have reached. */
  readonly startupTrials: number;
  /** Nothing is pruned up to this step. */
  readonly warmupSteps: number;
  /** Looks at every so many steps after the warm-up. */
  readonly intervalSteps: number;
}

/** Reads the median rule's own settings; `maxStep` is the epochs of a full trial. */
export function readMedian(fields: Fields, maxStep: number): MedianSpec {
  const startupTrials = fields.integer("startupTrials", { min: 1 }, 5);
  const warmupSteps = fields.integer("warmupSteps", { min: 0, max: maxStep }, 0);
  const intervalSteps = fields.integer(
    "intervalSteps",
    { min: Math.ceil(maxStep / MAX_LOOKS) },
    Math.ceil(maxStep / MAX_LOOKS),
  );
  return { name: "median", startupTrials, warmupSteps, intervalSteps };
}

// Every look keeps a ranking of all trials.
const MAX_LOOKS = 1_000;

/**
 * Prunes a trial whose best value so far is worse than the median of the values that other trials had at the same step. The last step
 * prunes nothing.
 *
 * Source: Golovin et al., "Google Vizier", KDD 2017, in the form of Optuna's MedianPruner, which takes the best value so far in place of
 * the mean. Optuna asks completed trials only; we ask all that reached the step, or nothing would be pruned before the first have ended.
 */
export function createMedian(spec: MedianSpec, maxStep: number, direction: Direction): Pruner {
  const steps: number[] = [];
  for (let step = spec.warmupSteps + spec.intervalSteps; step < maxStep; step += spec.intervalSteps) steps.push(step);
  const looks = new Set(steps);
  return {
    rungs: steps,
    judge(history, trial, step, value, error) {
      if (!looks.has(step)) return { kind: "continue", reason: null };
      const others = othersAt(history, trial, step, direction);
      const measured = `step ${step}: ${describeMeasured(value, error)}`;
      if (others.count < spec.startupTrials) {
        const reason = `${measured}, the ${others.count} values of other trials are fewer than ${spec.startupTrials}`;
        return { kind: "continue", reason };
      }
      const best = bestSoFar(history.trials[trial], step, value, direction);
      const median = medianOf(others);
      const shown = [best, median].map((loss) => describe(fromLoss(loss, direction)));
      const reason = `${measured}, best ${shown[0]}, median ${shown[1]} of ${others.count} others`;
      return { kind: best > median || best === Number.POSITIVE_INFINITY ? "prune" : "continue", reason };
    },
  };
}

function bestSoFar({ steps, values }: TrialRecord, step: number, value: number, direction: Direction): number {
  let best = toLoss(value, direction);
  for (let i = 0; i < steps.length && steps[i] < step; i++) best = Math.min(best, toLoss(values[i], direction));
  return best;
}

function medianOf({ count, loss }: Others): number {
  const middle = Math.floor(count / 2);
  return count % 2 === 1 ? loss(middle) : (loss(middle - 1) + loss(middle)) / 2;
}
