import type { Fields } from "../../fields.ts";
import type { Random } from "../chance/stream.ts";
import { pose } from "../gp/problem.ts";
import type { HistoryView } from "../history/history.ts";
import { widestRung } from "../learning/rung.ts";
import { type Axis, axesOf } from "../space/axis.ts";
import type { Space } from "../space/parameter.ts";
import { guidedSampler } from "./guided.ts";
import type { Deferred, Sampler, SamplerKind, Suggestion } from "./sampler.ts";

export interface GpSpec {
  readonly name: "gp";
  readonly seed: number;
  /** Share of suggestions that stay random throughout, in [0, 1]: they alone find out what the model is wrong about. */
  readonly randomShare: number;
  /** Suggestions are random until so many trials have a value. */
  readonly startupTrials: number;
}

export const gp: SamplerKind<GpSpec> = { read: readGp, create: createGp };

/** Reads the Gaussian process's own settings. */
function readGp(fields: Fields, seed: number): GpSpec {
  const randomShare = fields.number("randomShare", { min: 0, max: 1 }, 0.2);
  const startupTrials = fields.integer("startupTrials", { min: 1 }, 10);
  return { name: "gp", seed, randomShare, startupTrials };
}

/**
 * A Gaussian process over the mixed conditional space, of the values at one rung (see `widestRung`) led on to the last, with the noise of the values
 * fitted; it proposes what is expected to improve most on the best that the model knows. For small budgets: a suggestion takes tens of milliseconds,
 * for which others need not wait (see `Deferred`). Nothing is proposed twice before a finite space is used up.
 */
function createGp(spec: GpSpec, space: Space): Sampler {
  const axes = axesOf(space);
  return guidedSampler(axes, spec, widestRung, (rung, history, random, atRandom) =>
    suggestGp(axes, history, rung, random, atRandom),
  );
}

/** What a Gaussian process of the values at `rung` proposes (see `pose` and `solve`), or `otherwise` when all of that has had its trial. */
export function suggestGp(
  axes: readonly Axis[],
  history: HistoryView,
  rung: number,
  random: Random,
  otherwise: (why: string) => Suggestion,
): Deferred {
  return {
    kind: "deferred",
    problem: pose(axes, history, rung, random),
    finish(solution) {
      if (solution === null) return otherwise("all that the model proposes has had its trial");
      return { kind: "params", ...solution, guided: true };
    },
  };
}
