import type { Fields } from "../../fields.ts";
import { type Axis, axesOf } from "../axis.ts";
import { beliefOf } from "../belief.ts";
import { learn } from "../gp/model.ts";
import { propose } from "../gp/propose.ts";
import type { HistoryView } from "../history.ts";
import type { Space } from "../parameter.ts";
import { normalCdf } from "../parzen/normalCdf.ts";
import { readNumber } from "../readNumber.ts";
import type { Random } from "../stream.ts";
import { drawAtRandom } from "./random.ts";
import { widestRung } from "./rung.ts";
import type { Sampler, Suggestion } from "./sampler.ts";
import { tiltOf } from "./trust.ts";

export interface GpSpec {
  readonly name: "gp";
  readonly seed: number;
  /** Share of suggestions that stay random throughout, in [0, 1]: they alone find out what the model is wrong about. */
  readonly randomShare: number;
  /** Suggestions are random until so many trials have a value. */
  readonly startupTrials: number;
}

/** Reads the Gaussian process's own settings. */
export function readGp(fields: Fields, seed: number): GpSpec {
  const randomShare = readNumber(fields, "randomShare", { min: 0, max: 1 }, 0.2);
  const startupTrials = fields.integer("startupTrials", { min: 1 }, 10);
  return { name: "gp", seed, randomShare, startupTrials };
}

/**
 * A Gaussian process over the mixed conditional space, of the values at one rung (see `widestRung`) led on to the last, with the noise of the values fitted; it
 * proposes what is expected to improve most on the best that the model knows. For small budgets: a suggestion costs milliseconds.
 * Nothing is proposed twice before a finite space is used up.
 */
export function createGp(spec: GpSpec, space: Space): Sampler {
  const axes = axesOf(space);
  return {
    suggest(history, random) {
      const atRandom = (why: string) => drawAtRandom(axes, history, random, `random: ${why}`);
      const known = history.ranking(history.rungs[0]).size;
      const needed = spec.startupTrials;
      if (known < needed) return atRandom(`start-up, ${known} of ${needed} trials have a value`);
      const rung = widestRung(history);
      if (rung === null) return atRandom("no rung has enough values to learn from");
      if (random.next() < spec.randomShare) return atRandom("the share that no model guides");
      return suggestGp(axes, history, rung, random) ?? atRandom("all that the model proposes has had its trial");
    },
  };
}

/**
 * What a Gaussian process of the values at `rung` (one of `history.rungs` with a finite value) proposes; `null` when all that it looked at has
 * had its trial, as in a finite space that is nearly used up. Priors tilt it, ever less (see `tiltOf`).
 */
export function suggestGp(
  axes: readonly Axis[],
  history: HistoryView,
  rung: number,
  random: Random,
): Suggestion | null {
  const model = learn(axes, history, rung);
  const tilt = tiltOf(beliefOf(axes), history, model.means.length);
  const proposal = propose(axes, history, model, tilt, random);
  if (proposal === null) return null;
  const { mean, deviation, candidate } = proposal;
  const { means, ledOn } = model;
  const chance = Math.round(100 * normalCdf((means[0] - mean) / deviation));
  const rank = 1 + means.filter((other) => other < mean).length;
  const last = history.rungs[history.rungs.length - 1];
  const led = ledOn && rung < last ? `, led on to step ${last}` : "";
  const why = `model: ${chance} % likely to be better than the best so far, expected at rank ${rank} among ${means.length} values at step ${rung}${led}`;
  return { kind: "params", params: candidate.params, why, guided: true };
}
