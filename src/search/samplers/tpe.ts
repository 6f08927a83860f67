import type { Fields } from "../../fields.ts";
import type { Random } from "../chance/stream.ts";
import type { HistoryView } from "../history/history.ts";
import { beliefOf } from "../learning/belief.ts";
import { type Split, splitAtRung } from "../learning/split.ts";
import { tiltOf } from "../learning/trust.ts";
import { type Candidate, Parzen } from "../parzen/parzen.ts";
import { type Axis, axesOf } from "../space/axis.ts";
import type { Space } from "../space/parameter.ts";
import { guidedSampler } from "./guided.ts";
import type { Sampler, SamplerKind, Suggestion } from "./sampler.ts";

export interface TpeSpec {
  readonly name: "tpe";
  readonly seed: number;
  /** Share of suggestions that stay random throughout, in [0, 1]: they alone find out what the model is wrong about. */
  readonly randomShare: number;
  /** Suggestions are random until so many trials have a value. */
  readonly startupTrials: number;
  /** Draws from the density of the good trials, of which the best is proposed. */
  readonly candidates: number;
}

export const tpe: SamplerKind<TpeSpec> = { read: readTpe, create: createTpe };

/** Reads TPE's own settings. */
function readTpe(fields: Fields, seed: number): TpeSpec {
  const randomShare = fields.number("randomShare", { min: 0, max: 1 }, 1 / 3);
  const startupTrials = fields.integer("startupTrials", { min: 1 }, 10);
  const candidates = fields.integer("candidates", { min: 1, max: 1_000 }, 24);
  return { name: "tpe", seed, randomShare, startupTrials, candidates };
}

/**
 * The tree-structured Parzen estimator, multivariate over the conditional tree: of some draws from the density of good trials it proposes
 * the one with the highest ratio of that density to the density of the others.
 *
 * It learns from values at one rung only (see `splitAtRung`). Trials that still run count as not good, so that parallel suggestions keep apart
 * (the constant liar). Priors tilt the ratio, ever less (see `tiltOf`). Nothing is proposed twice before a finite space is used up.
 *
 * Source: Watanabe, "Tree-structured Parzen estimator: understanding its algorithm components", 2023, and the settings recommended there.
 */
function createTpe(spec: TpeSpec, space: Space): Sampler {
  const axes = axesOf(space);
  return guidedSampler(axes, spec, splitAtRung, (split, history, random, atRandom) => {
    const guided = suggestTpe(spec.candidates, axes, history, split, random);
    return guided ?? atRandom("all that the model proposes has had its trial");
  });
}

/** The best of `candidates` draws from the density of the good trials of a split; `null` when all of them have had their trial. */
export function suggestTpe(
  candidates: number,
  axes: readonly Axis[],
  history: HistoryView,
  split: Split,
  random: Random,
): Suggestion | null {
  const { rung, count, good, others, weights } = split;
  const even = new Float64Array(others.length + 1).fill(1 / (others.length + 1));
  const goodDensity = new Parzen(axes, history.points, good, weights);
  const otherDensity = new Parzen(axes, history.points, others, even);
  const tilt = tiltOf(beliefOf(axes), history, count);
  let best: Candidate | null = null;
  let bestRatio = 0;
  let bestScore = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < candidates; i++) {
    const candidate = goodDensity.draw(random);
    const ratio = goodDensity.logDensity(candidate.point) - otherDensity.logDensity(candidate.point);
    const score = ratio + tilt(candidate.point);
    if (score > bestScore && !history.contains(candidate.params)) {
      best = candidate;
      bestRatio = ratio;
      bestScore = score;
    }
  }
  if (best === null) return null;
  const odds = Math.exp(bestRatio).toPrecision(2);
  const why = `model: ${odds} times as dense among the best ${good.length} of ${count} values at step ${rung} as among the rest`;
  return { kind: "params", params: best.params, why, guided: true };
}
