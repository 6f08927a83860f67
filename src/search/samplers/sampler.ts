import type { Fields } from "../../fields.ts";
import type { Random } from "../chance/stream.ts";
import type { Problem } from "../gp/problem.ts";
import type { Solution } from "../gp/solve.ts";
import type { HistoryView } from "../history/history.ts";
import type { Params, Space } from "../space/parameter.ts";

/** What to try next, with a line for people on why and whether a model proposed it; or that there is nothing left to try. */
export type Suggestion =
  | { readonly kind: "params"; readonly params: Params; readonly why: string; readonly guided?: true }
  | { readonly kind: "exhausted"; readonly reason: string };

/**
 * A suggestion that takes long to work out: `solve` does it, in a thread of its own where others wait, and `finish` makes the suggestion of what it
 * found. Whoever need not care asks through `suggestNow`.
 */
export interface Deferred {
  readonly kind: "deferred";
  readonly problem: Problem;
  finish(solution: Solution): Suggestion;
}

/** Proposes params. The answer depends on the history and the stream alone; what a sampler remembers between calls only saves time. */
export interface Sampler {
  suggest(history: HistoryView, random: Random): Suggestion | Deferred;
}

/** A kind of sampler, as `table.ts` lists them: how its settings are read from a document, and how it is made of them for a space. */
export interface SamplerKind<Spec> {
  /** Mistakes are collected, nothing is thrown; what is left out gets its default. */
  read(fields: Fields, seed: number, space: Space): Spec;
  create(spec: Spec, space: Space): Sampler;
}
