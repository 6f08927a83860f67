import { normalCdf } from "../chance/normalCdf.ts";
import { resume } from "../chance/stream.ts";
import { beliefOf } from "../learning/belief.ts";
import { tiltBy } from "../learning/trust.ts";
import { axesOf } from "../space/axis.ts";
import { keyOf, type Params } from "../space/parameter.ts";
import { learn } from "./model.ts";
import type { Problem } from "./problem.ts";
import { propose } from "./propose.ts";

/** Params with a line for people; `null`: nothing that the model would propose is left. */
export type Solution = { readonly params: Params; readonly why: string } | null;

/**
 * What a Gaussian process proposes; `null` when all that it looked at has had its trial, as in a finite space that is nearly used up. Tens of
 * milliseconds of CPU.
 */
export function solve({ space, rung, last, observations, tilt, taken, random }: Problem): Solution {
  const axes = axesOf(space);
  const model = learn(axes, observations);
  const known = new Set(taken);
  const isTaken = (params: Params) => known.has(keyOf(space, params));
  const proposal = propose(axes, observations.points, model, isTaken, tiltBy(beliefOf(axes), tilt), resume(random));
  if (proposal === null) return null;
  const { mean, deviation, candidate } = proposal;
  const { means, ledOn } = model;
  const chance = Math.round(100 * normalCdf((means[0] - mean) / deviation));
  const rank = 1 + means.filter((other) => other < mean).length;
  const led = ledOn && rung < last ? `, led on to step ${last}` : "";
  const why = `model: ${chance} % likely to be better than the best so far, expected at rank ${rank} among ${means.length} values at step ${rung}${led}`;
  return { params: candidate.params, why };
}
