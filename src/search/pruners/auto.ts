import type { Mistake } from "../../error.ts";
import type { Fields } from "../../fields.ts";
import type { SearchBudget } from "../history/history.ts";
import type { Direction } from "../history/loss.ts";
import { areTrialsScarce } from "../history/scarce.ts";
import { readCaution } from "./caution.ts";
import { noiseAt } from "./noise.ts";
import { othersAmong } from "./others.ts";
import type { Pruner, PrunerKind } from "./pruner.ts";
import { describeMeasured } from "./reason.ts";
import { type RungSettings, readRungSettings, rungs } from "./rungs.ts";
import { judgeStanding } from "./standing.ts";

/** What was picked for a sweep, so that a later program that picks otherwise changes nothing for it. */
export interface AutoSpec extends RungSettings {
  readonly name: "auto";
  /** Left out in journals from before rungs counted from the end: they follow from minResource. */
  readonly rungs?: readonly number[];
  /** The share that goes on at each rung; left out: one in reductionFactor. */
  readonly keep?: number;
  readonly confidence: number;
}

export const auto: PrunerKind<AutoSpec> = { read: pickAuto, create: createAuto };

/**
 * Picks for trials of `maxStep` epochs: rungs at a third of the way, a ninth, ..., at most four before the last step, and none at 1 where rounding
 * has brought one to 2: these two would cut by the same epochs twice. With a minResource all from there. What a document says of it holds.
 *
 * Where trials are scarce and not epochs (see `areTrialsScarce`), two thirds go on at each rung instead of one, and what is 0.9 sure to be worse goes: the
 * epochs that are saved buy nothing. Of 60 random trials on yeast (150 draws of 700 full curves) the choice was then 0.0002 ± 0.0002 macro-F1 better on
 * the test set than without pruning, in 55 % of the epochs; with one third at 0.7, in 18 %, it was 0.020 ± 0.003 worse, with half 0.005 ± 0.002.
 */
function pickAuto(fields: Fields, maxStep: number, _mistakes: Mistake[], budget: SearchBudget): AutoSpec {
  const usual = areTrialsScarce(budget, maxStep) ? { keep: 2 / 3, confidence: 0.9 } : { confidence: 0.7 };
  const keep = fields.raw("keep") === undefined ? usual.keep : fields.number("keep", { min: 0.01, max: 1 }, 1);
  const settings = {
    ...readRungSettings(fields, maxStep),
    ...(keep === undefined ? {} : { keep }),
    ...readCaution(fields, usual.confidence),
  };
  const given = readRungs(fields, maxStep);
  if (given !== null) return { name: "auto", rungs: given, ...settings };
  if (settings.minResource !== undefined) return { name: "auto", ...settings };
  const steps = rungs(settings, maxStep);
  const isDouble = steps[1] === 2 && maxStep > 2;
  return { name: "auto", rungs: steps.slice(isDouble ? 1 : 0).slice(-1 - MOST_RUNGS), ...settings };
}

function readRungs(fields: Fields, maxStep: number): readonly number[] | null {
  const raw = fields.raw("rungs");
  if (raw === undefined) return null;
  const isStep = (step: unknown, i: number, all: readonly unknown[]) =>
    Number.isInteger(step) && Number(step) > (i === 0 ? 0 : Number(all[i - 1])) && Number(step) <= maxStep;
  if (Array.isArray(raw) && raw.length > 0 && raw.every(isStep)) return raw;
  fields.mistake("rungs", raw, `must be a list of steps that rise, from 1 to ${maxStep}`);
  return null;
}

/**
 * The default: asynchronous successive halving as `asha`, which lets go on what is within the noise of the cut, with one difference for trials
 * that a model proposed. The model was taught by late values and curves cross, so these pass the first rung, and then they are measured
 * against each other only: among random trials nearly all of them would go on, and cost what they do not bring.
 */
function createAuto(spec: AutoSpec, maxStep: number, direction: Direction): Pruner {
  const steps =
    spec.rungs === undefined ? rungs(spec, maxStep) : [...spec.rungs.filter((step) => step < maxStep), maxStep];
  return {
    rungs: steps,
    judge(history, trial, step, value, error, violation = 0) {
      const rung = steps.indexOf(step);
      if (rung < 0) return { kind: "continue", reason: null };
      const { guided } = history.trials[trial];
      if (guided && rung === 0 && Number.isFinite(value) && step < maxStep) {
        const measured = describeMeasured(value, error);
        return {
          kind: "continue",
          reason: `rung ${step}: ${measured}; proposed by a model, so it is first cut at rung ${steps[1]}`,
        };
      }
      const isPeer = (other: number) => other !== trial && history.trials[other].guided === guided;
      const noise = () => noiseAt(history, trial, step, error);
      const arrival = { rung: `rung ${step}${guided ? " of guided trials" : ""}`, value, error, direction, noise };
      const peers = othersAmong(history, step, isPeer, violation);
      const verdict = judgeStanding(arrival, peers, spec.keep ?? 1 / spec.reductionFactor, spec);
      if (step < maxStep) return verdict;
      return { kind: "continue", reason: `${verdict.reason}; the last rung keeps all` };
    },
  };
}

// Of 81 epochs these are 1, 3, 9 and 27; longer trials begin later, for one epoch in hundreds says nothing.
const MOST_RUNGS = 4;
