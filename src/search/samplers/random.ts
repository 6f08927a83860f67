import { type Axis, axesOf } from "../axis.ts";
import { freshParams, randomParams } from "../configuration.ts";
import type { HistoryView } from "../history.ts";
import type { Space } from "../parameter.ts";
import type { Random } from "../stream.ts";
import type { Sampler, Suggestion } from "./sampler.ts";

export interface RandomSpec {
  readonly name: "random";
  readonly seed: number;
}

/** Draws every active parameter uniformly on its scale. A finite space is used up before anything comes twice. */
export function createRandom(space: Space): Sampler {
  const axes = axesOf(space);
  return { suggest: (history, random) => drawAtRandom(axes, history, random, "random") };
}

/** A random suggestion. `why` is extended when a finite space is used up and the suggestion therefore a repetition. */
export function drawAtRandom(axes: readonly Axis[], history: HistoryView, random: Random, why: string): Suggestion {
  const params = freshParams(axes, history, random);
  if (params !== null) return { kind: "params", params, why };
  const repeated = randomParams(axes, random);
  return { kind: "params", params: repeated, why: `${why}; a repetition, every configuration has had its trial` };
}
