import type { Fields } from "../../fields.ts";
import type { TrialRecord } from "../history/history.ts";
import { type Direction, fromLoss, toLoss } from "../history/loss.ts";
import { looks, readIntervalSteps } from "./looks.ts";
import type { Pruner, PrunerKind } from "./pruner.ts";
import { describeMeasured, describeValue } from "./reason.ts";

export interface PatienceSpec {
  readonly name: "patience";
  /** A trial is stopped when its best value is so many steps old. */
  readonly patience: number;
  /** Looks at every so many steps from the first at which a best value can be old enough. */
  readonly intervalSteps: number;
}

export const patience: PrunerKind<PatienceSpec> = { read: readPatience, create: createPatience };

/** Reads the patience rule's own settings; `maxStep` is the epochs of a full trial. */
function readPatience(fields: Fields, maxStep: number): PatienceSpec {
  const patience = fields.integer("patience", { min: 1 }, 10);
  return { name: "patience", patience, intervalSteps: readIntervalSteps(fields, maxStep) };
}

/**
 * Stops a trial whose curve has had no new best value for `patience` steps. It looks at that trial alone. An equal value is no new best, a
 * value that is not finite is none either, and the last step stops nothing.
 *
 * Source: the early stopping of Prechelt, "Early stopping, but when?", 1998, as Keras' EarlyStopping counts it. Optuna's PatientPruner waits
 * one step longer for the same `patience`.
 */
function createPatience(spec: PatienceSpec, maxStep: number, direction: Direction): Pruner {
  // A best value at step 1 is old enough at step 1 + patience.
  const steps = looks(spec.patience + 1 - spec.intervalSteps, spec.intervalSteps, maxStep);
  const looksAt = new Set(steps);
  return {
    rungs: steps,
    judge(history, trial, step, value, error) {
      if (!looksAt.has(step)) return { kind: "continue", reason: null };
      const best = bestBefore(history.trials[trial], step, direction);
      const measured = `step ${step}: ${describeMeasured(value, error)}`;
      if (toLoss(value, direction) < best.loss) return { kind: "continue", reason: `${measured}, the best so far` };
      const found =
        best.step === 0 ? "no value yet" : `best ${describeValue(fromLoss(best.loss, direction))} at step ${best.step}`;
      const reason = `${measured}, ${found}, patience ${spec.patience}`;
      return { kind: step - best.step >= spec.patience ? "prune" : "continue", reason };
    },
  };
}

// Step 0 with an infinite loss while no value was finite.
function bestBefore({ steps, values }: TrialRecord, step: number, direction: Direction) {
  let best = { step: 0, loss: Number.POSITIVE_INFINITY };
  for (let i = 0; i < steps.length && steps[i] < step; i++) {
    const loss = toLoss(values[i], direction);
    if (loss < best.loss) best = { step: steps[i], loss };
  }
  return best;
}
