import type { Fields } from "../../fields.ts";
import { normalCdf } from "../chance/normalCdf.ts";
import { type HistoryView, valueAt } from "../history/history.ts";
import { type Direction, fromLoss, toLoss } from "../history/loss.ts";
import { bracketOf } from "./brackets.ts";
import { forecast, type KnownCurve } from "./forecast.ts";
import type { Pruner, PrunerKind, Verdict } from "./pruner.ts";
import { describeMeasured, describeValue } from "./reason.ts";
import { type RungSettings, readRungSettings, rungs } from "./rungs.ts";

export interface CurveSpec extends RungSettings {
  readonly name: "curve";
  /** A trial is stopped when its chance to beat the best is below this, in [0, 0.5]. */
  readonly threshold: number;
  /** Nothing is pruned before so many curves are known to their end. */
  readonly startupTrials: number;
  /** Share of the trials that are never judged, in [0, 1]: the pruner's only unbiased teachers. */
  readonly unjudged: number;
}

export const curve: PrunerKind<CurveSpec> = { read: readCurve, create: createCurve };

/** Reads the settings of the learning-curve pruner; `maxStep` is the epochs of a full trial. */
function readCurve(fields: Fields, maxStep: number): CurveSpec {
  return {
    name: "curve",
    ...readRungSettings(fields, maxStep),
    threshold: fields.number("threshold", { min: 0, max: 0.5 }, 0.05),
    // A forecast needs 6 to estimate its own error.
    startupTrials: fields.integer("startupTrials", { min: 6 }, 8),
    unjudged: fields.number("unjudged", { min: 0, max: 1 }, 0.1),
  };
}

/**
 * Learning-curve prediction: at ASHA's rungs a trial is stopped when the chance that its last value beats the best last value so far is below
 * the threshold, by a forecast learned from the curves known to their ends (see `forecast`). A curve that was stopped has no end to learn
 * from, so a share of the trials, by their numbers, is never judged. Values that are not finite do not go on.
 *
 * Source: Swersky, Snoek, Adams, "Freeze-thaw Bayesian optimization", 2014, and Domhan, Springenberg, Hutter, "Speeding up automatic
 * hyperparameter optimization of deep neural networks by extrapolation of learning curves", IJCAI 2015, for stopping by the chance to beat
 * the best; Egele et al., Neurocomputing 2024, compare such extrapolation (LCE) with simpler rules. They fit a parametric curve to each trial
 * alone; on imbalanced data curves cross and jump, and a few epochs fix no such curve, so here trials learn from each other.
 */
function createCurve(spec: CurveSpec, maxStep: number, direction: Direction): Pruner {
  const steps = rungs(spec, maxStep).slice(0, -1);
  const looksAt = new Set(steps);
  return {
    rungs: steps,
    judge(history, trial, step, value, error, violation = 0) {
      if (!looksAt.has(step)) return { kind: "continue", reason: null };
      const half = step >> 1;
      const measured = `rung ${step}: ${describeMeasured(value, error)}`;
      const loss = toLoss(value, direction);
      if (loss === Number.POSITIVE_INFINITY) return { kind: "prune", reason: measured };
      if (bracketOf(trial, [spec.unjudged, 1 - spec.unjudged]) === 0) {
        return { kind: "continue", reason: `${measured}; one of those that are never judged, to learn from` };
      }
      const before = lossAt(history, trial, half);
      const known = knownCurves(history, trial, step, before === null ? null : half);
      if (known.length < spec.startupTrials) {
        const reason = `${measured}; ${known.length} curves known to their end are fewer than ${spec.startupTrials}`;
        return { kind: "continue", reason };
      }
      // What it would have to beat is the best of those that are as near to the constraints.
      if (violation < history.ranking(maxStep).violation(0)) {
        return { kind: "continue", reason: `${measured}; nearer to the constraints than the best so far` };
      }
      return judgeForecast(known, { before: before ?? 0, now: loss }, measured);
    },
  };

  function judgeForecast(known: readonly KnownCurve[], own: Omit<KnownCurve, "last">, measured: string): Verdict {
    const best = known[0].last;
    const { mean, deviation } = forecast(known, own);
    const chance = deviation === 0 ? Number(mean <= best) : normalCdf((best - mean) / deviation);
    const show = (loss: number) => describeValue(fromLoss(loss, direction));
    const expected = `${show(mean)} ± ${describeValue(deviation)} expected at ${maxStep} from ${known.length} curves`;
    const reason = `${measured}, ${expected}, a chance of ${chance.toFixed(2)} to beat ${show(best)}`;
    return { kind: chance < spec.threshold ? "prune" : "continue", reason };
  }

  // Of very many every k-th by its last value, the best one first: all kinds of curves are there, and the time of a verdict stays bounded.
  function knownCurves(history: HistoryView, trial: number, step: number, half: number | null): KnownCurve[] {
    const ranking = history.ranking(maxStep);
    const finite = ranking.countBelow(Number.POSITIVE_INFINITY);
    const known: KnownCurve[] = [];
    for (let rank = 0; rank < finite; rank += Math.ceil(finite / MAX_CURVES)) {
      const other = ranking.trial(rank);
      const now = lossAt(history, other, step);
      const before = half === null ? 0 : lossAt(history, other, half);
      if (other !== trial && now !== null && before !== null) known.push({ before, now, last: ranking.loss(rank) });
    }
    return known;
  }

  // `null` where the trial has no finite value at this step.
  function lossAt(history: HistoryView, trial: number, step: number): number | null {
    const loss = toLoss(valueAt(history.trials[trial], step) ?? Number.NaN, direction);
    return loss === Number.POSITIVE_INFINITY ? null : loss;
  }
}

const MAX_CURVES = 256;
