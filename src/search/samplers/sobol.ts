import type { HistoryView } from "../history/history.ts";
import { scramble } from "../sobol/scramble.ts";
import { sobolWord } from "../sobol/sequence.ts";
import { type Axis, axesOf, fromUnit } from "../space/axis.ts";
import { buildParams } from "../space/configuration.ts";
import type { Params, Space } from "../space/parameter.ts";
import { drawAtRandom, drawFromBelief } from "./random.ts";
import type { Sampler, SamplerKind } from "./sampler.ts";

export interface SobolSpec {
  readonly name: "sobol";
  /** Other seeds give other sequences. */
  readonly seed: number;
}

export const sobol: SamplerKind<SobolSpec> = {
  read: (_fields, seed) => ({ name: "sobol", seed }),
  create: createSobol,
};

/**
 * Goes through the points of a scrambled Sobol' sequence, which leave smaller gaps than random ones: the first point whose configuration no
 * trial has had. Every parameter has its own dimension, active or not, so what one branch does not use is not handed to another. Once
 * hardly any point is new, which only a finite space can bring about, it draws at random. Where parameters have priors, a share of the
 * suggestions comes from these and the sequence fills in the rest.
 */
function createSobol(spec: SobolSpec, space: Space): Sampler {
  const axes = axesOf(space);
  let walked: HistoryView | null = null;
  let index = 0;
  return {
    suggest(history, random) {
      // What a history holds it never loses, so the walk need not begin anew while the history is the same one.
      if (walked !== history) {
        walked = history;
        index = 0;
      }
      const believed = drawFromBelief(axes, history, random, "Sobol");
      if (believed !== null) return believed;
      for (const end = POINTS_A_TRIAL * (history.trials.length + 16); index < end; index++) {
        const params = paramsAt(index, axes, spec.seed);
        if (!history.contains(params)) return { kind: "params", params, why: `Sobol point ${index + 1}` };
      }
      return drawAtRandom(axes, history, random, "random: the next points of the sequence have had their trial");
    },
  };
}

// How many points of a sequence are looked at for every trial of a history, on average. Where fewer than one in so many are new, most of the
// space is known.
const POINTS_A_TRIAL = 4;

// The middle of each of the 2^32 cells, so that no coordinate is at an end.
function paramsAt(index: number, axes: readonly Axis[], seed: number): Params {
  return buildParams(axes, (dimension) => {
    const word = scramble(sobolWord(index, dimension), dimension, seed);
    return fromUnit(axes[dimension], (word + 0.5) / 2 ** 32);
  });
}
