import type { Random } from "../chance/stream.ts";
import type { HistoryView } from "../history/history.ts";
import { beliefOf } from "../learning/belief.ts";
import { trustIn } from "../learning/trust.ts";
import { type Axis, axesOf } from "../space/axis.ts";
import { randomParams } from "../space/configuration.ts";
import type { Space } from "../space/parameter.ts";
import { freshParams, MOST_DRAWS } from "./freshParams.ts";
import type { Sampler, SamplerKind, Suggestion } from "./sampler.ts";

export interface RandomSpec {
  readonly name: "random";
  readonly seed: number;
}

export const random: SamplerKind<RandomSpec> = {
  read: (_fields, seed) => ({ name: "random", seed }),
  create: (_spec, space) => createRandom(space),
};

/** Draws every active parameter uniformly on its scale, or from its prior. A finite space is used up before anything comes twice. */
function createRandom(space: Space): Sampler {
  const axes = axesOf(space);
  return { suggest: (history, random) => drawAtRandom(axes, history, random, "random") };
}

/**
 * A random suggestion: from the user's belief, where there is one that is to be followed, else uniform. `why` is extended where it comes
 * from the belief, and where a finite space is used up and the suggestion therefore a repetition.
 */
export function drawAtRandom(axes: readonly Axis[], history: HistoryView, random: Random, why: string): Suggestion {
  const believed = drawFromBelief(axes, history, random, why);
  if (believed !== null) return believed;
  const params = freshParams(axes, history, random);
  if (params !== null) return { kind: "params", params, why };
  const repeated = randomParams(axes, random);
  return { kind: "params", params: repeated, why: `${why}; a repetition, every configuration has had its trial` };
}

/**
 * A suggestion from the user's belief, in the share of cases in which it is to be followed (see `trustIn`). `null` in the other cases, and
 * when all that was drawn has had its trial. Without any prior it is `null` too, and the stream is left as it was.
 */
export function drawFromBelief(
  axes: readonly Axis[],
  history: HistoryView,
  random: Random,
  why: string,
): Suggestion | null {
  const belief = beliefOf(axes);
  if (belief === null) return null;
  const trust = trustIn(belief, history);
  if (random.next() >= trust) return null;
  for (let draw = 0; draw < MOST_DRAWS; draw++) {
    const params = belief.draw(random);
    if (history.contains(params)) continue;
    return {
      kind: "params",
      params,
      why: `${why}; from the prior, as ${Math.round(100 * trust)} % of random draws are`,
    };
  }
  return null;
}
