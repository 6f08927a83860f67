import type { Fields } from "../../fields.ts";
import type { Direction } from "../history/loss.ts";
import { noiseAt } from "./noise.ts";
import { othersAt } from "./others.ts";
import type { Pruner, PrunerKind } from "./pruner.ts";
import { type RungSettings, readRungSettings, rungs } from "./rungs.ts";
import { judgeStanding, readStandingSettings, type StandingSettings } from "./standing.ts";

export interface AshaSpec extends RungSettings, StandingSettings {
  readonly name: "asha";
}

export const asha: PrunerKind<AshaSpec> = { read: readAsha, create: createAsha };

/** Reads ASHA's own settings; `maxStep` is the epochs of a full trial. */
function readAsha(fields: Fields, maxStep: number): AshaSpec {
  return { name: "asha", ...readRungSettings(fields, maxStep), ...readStandingSettings(fields) };
}

/**
 * Asynchronous successive halving, stopping variant: a trial that arrives at a rung goes on when it is among the best
 * max(1, floor(n / reductionFactor)) of the n values seen there so far, its own included, or within the noise of the last of these. Ties go on,
 * values that are not finite do not, and nothing is pruned at the last rung, where a trial has ended anyway.
 *
 * Source: Li et al., "A system for massively parallel hyperparameter tuning", MLSys 2020. There a trial waits at a rung until it is promoted;
 * here it goes on or stops at once, so the first to arrive goes on.
 */
function createAsha(spec: AshaSpec, maxStep: number, direction: Direction): Pruner {
  const steps = rungs(spec, maxStep);
  const looksAt = new Set(steps);
  return {
    rungs: steps,
    judge(history, trial, step, value, error, violation = 0) {
      if (!looksAt.has(step)) return { kind: "continue", reason: null };
      const others = othersAt(history, trial, step, direction, violation);
      const noise = () => noiseAt(history, trial, step, error);
      const arrival = { rung: `rung ${step}`, value, error, direction, noise };
      const verdict = judgeStanding(arrival, others, 1 / spec.reductionFactor, spec);
      if (step < maxStep) return verdict;
      return { kind: "continue", reason: `${verdict.reason}; the last rung keeps all` };
    },
  };
}
