import type { Fields } from "../../fields.ts";
import type { Direction } from "../history/loss.ts";
import { bracketOf, bracketSizes } from "./brackets.ts";
import { noiseAt } from "./noise.ts";
import { othersAmong } from "./others.ts";
import type { Pruner, PrunerKind } from "./pruner.ts";
import { type RungSettings, readRungSettings, rungs } from "./rungs.ts";
import { judgeStanding, readStandingSettings, type StandingSettings } from "./standing.ts";

export interface HyperbandSpec extends RungSettings, StandingSettings {
  readonly name: "hyperband";
}

export const hyperband: PrunerKind<HyperbandSpec> = { read: readHyperband, create: createHyperband };

/** Reads Hyperband's own settings; `maxStep` is the epochs of a full trial. */
function readHyperband(fields: Fields, maxStep: number): HyperbandSpec {
  return { name: "hyperband", ...readRungSettings(fields, maxStep), ...readStandingSettings(fields) };
}

/**
 * Hyperband with asynchronous brackets: a trial's number puts it in a bracket, bracket b has the rungs of ASHA from the b-th on, and inside a
 * bracket trials are stopped as ASHA stops them. The last bracket trains all to the end. Where early values mislead, the later brackets
 * still find what the first one throws away.
 *
 * Source: Li et al., "Hyperband", JMLR 2018, for brackets and their sizes; Li et al., MLSys 2020, for asynchronous stopping in each. In theirs
 * one bracket follows the other; here all grow side by side (see `bracketOf`).
 */
function createHyperband(spec: HyperbandSpec, maxStep: number, direction: Direction): Pruner {
  const { reductionFactor } = spec;
  const steps = rungs(spec, maxStep);
  const sizes = bracketSizes(steps.length, reductionFactor);
  return {
    rungs: steps,
    judge(history, trial, step, value, error, violation = 0) {
      const rung = steps.indexOf(step);
      if (rung < 0) return { kind: "continue", reason: null };
      const bracket = bracketOf(trial, sizes);
      const name = `bracket ${bracket + 1} of ${steps.length}`;
      if (rung < bracket) return { kind: "continue", reason: `${name}: its first rung is ${steps[bracket]}` };
      const isMate = (other: number) => other !== trial && bracketOf(other, sizes) === bracket;
      const noise = () => noiseAt(history, trial, step, error);
      const arrival = { rung: `${name}, rung ${step}`, value, error, direction, noise };
      const mates = othersAmong(history, step, isMate, violation);
      const verdict = judgeStanding(arrival, mates, 1 / reductionFactor, spec);
      if (step < maxStep) return verdict;
      return { kind: "continue", reason: `${verdict.reason}; the last rung keeps all` };
    },
  };
}
