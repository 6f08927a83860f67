import type { Fields } from "../../fields.ts";
import type { TrialRecord } from "../history/history.ts";
import { type Direction, fromLoss, toLoss } from "../history/loss.ts";
import { type Caution, judgeWithCaution, readCaution } from "./caution.ts";
import { looks, readIntervalSteps } from "./looks.ts";
import { noiseAt } from "./noise.ts";
import { type Others, othersAt } from "./others.ts";
import type { Pruner, PrunerKind } from "./pruner.ts";
import { describeCut, describeMeasured, describeValue } from "./reason.ts";
import { isSpared } from "./spared.ts";

/** What every rule on a percentile can be told. */
export interface PercentileSettings extends Caution {
  /** Nothing is pruned at a step that fewer other trials have reached. */
  readonly startupTrials: number;
  /** Nothing is pruned up to this step. */
  readonly warmupSteps: number;
  /** Looks at every so many steps after the warm-up. */
  readonly intervalSteps: number;
}

export interface PercentileSpec extends PercentileSettings {
  readonly name: "percentile";
  /** The best so many per cent go on, in [0, 100]. */
  readonly percentile: number;
}

export const percentile: PrunerKind<PercentileSpec> = { read: readPercentile, create: createPercentile };

/** Reads the percentile rule's own settings; `maxStep` is the epochs of a full trial. */
function readPercentile(fields: Fields, maxStep: number): PercentileSpec {
  const percentile = fields.number("percentile", { min: 0, max: 100 }, 25);
  return { name: "percentile", percentile, ...readPercentileSettings(fields, maxStep) };
}

/** Reads what the percentile and the median rule have in common. */
export function readPercentileSettings(fields: Fields, maxStep: number): PercentileSettings {
  return {
    startupTrials: fields.integer("startupTrials", { min: 1 }, 5),
    warmupSteps: fields.integer("warmupSteps", { min: 0, max: maxStep }, 0),
    intervalSteps: readIntervalSteps(fields, maxStep),
    ...readCaution(fields),
  };
}

/** Prunes a trial whose best value so far is not among the best so many per cent; see `pruneBeyond`. */
function createPercentile(spec: PercentileSpec, maxStep: number, direction: Direction): Pruner {
  const { percentile } = spec;
  return pruneBeyond(percentile, (cut) => `${percentile} % cut ${cut}`, spec, maxStep, direction);
}

/**
 * Prunes a trial whose best value so far is worse than a percentile, counted from the best, of the values that other trials had at the same
 * step, by more than the noise (see `judgeWithCaution`). The last step prunes nothing.
 *
 * Source: the median rule of Golovin et al., "Google Vizier", KDD 2017, in the form of Optuna's PercentilePruner, which takes the best value
 * so far in place of the mean. Optuna asks completed trials only; we ask all that reached the step, or nothing would be pruned before the
 * first have ended.
 *
 * @param nameCut words of the reason for the value at the percentile
 */
export function pruneBeyond(
  percentile: number,
  nameCut: (cut: string) => string,
  settings: PercentileSettings,
  maxStep: number,
  direction: Direction,
): Pruner {
  const steps = looks(settings.warmupSteps, settings.intervalSteps, maxStep);
  const looksAt = new Set(steps);
  return {
    rungs: steps,
    judge(history, trial, step, value, error, violation = 0) {
      if (!looksAt.has(step)) return { kind: "continue", reason: null };
      const others = othersAt(history, trial, step, direction, violation);
      const measured = `step ${step}: ${describeMeasured(value, error)}`;
      if (others.count < settings.startupTrials) {
        const reason = `${measured}, the ${others.count} values of other trials are fewer than ${settings.startupTrials}`;
        return { kind: "continue", reason };
      }
      const endured = isSpared(history, step, violation) ? Number.POSITIVE_INFINITY : violation;
      const best = bestSoFar(history.trials[trial], step, value, direction, endured);
      const cut = lossAt(others, percentile / 100);
      const named = `best ${describeValue(fromLoss(best, direction))}, ${nameCut(describeCut(cut, direction))}`;
      const reason = `${measured}, ${named} of ${others.count} others`;
      const noise = () => noiseAt(history, trial, step, error);
      return judgeWithCaution({ loss: best, cut, noise, reason }, settings);
    },
  };
}

// Of the points that missed the constraints by no more than `endured`: a better value further away from them is no better point.
function bestSoFar(
  { steps, values, violations }: TrialRecord,
  step: number,
  value: number,
  direction: Direction,
  endured: number,
): number {
  let best = toLoss(value, direction);
  for (let i = 0; i < steps.length && steps[i] < step; i++) {
    if (violations[i] <= endured) best = Math.min(best, toLoss(values[i], direction));
  }
  return best;
}

// Linear between neighbouring ranks, and rounded from the nearer one, as NumPy's percentile is.
function lossAt({ count, loss }: Others, share: number): number {
  const position = share * (count - 1);
  const rank = Math.floor(position);
  const beyond = position - rank;
  const low = loss(rank);
  if (beyond === 0) return low;
  const high = loss(rank + 1);
  if (low === high || !Number.isFinite(high - low)) return high;
  return beyond < 0.5 ? low + (high - low) * beyond : high - (high - low) * (1 - beyond);
}
