import type { HistoryView } from "../history.ts";
import type { Params } from "../parameter.ts";
import type { Random } from "../stream.ts";

/** What to try next, with a line for people on why and whether a model proposed it; or that there is nothing left to try. */
export type Suggestion =
  | { readonly kind: "params"; readonly params: Params; readonly why: string; readonly guided?: true }
  | { readonly kind: "exhausted"; readonly reason: string };

/** Proposes params. The answer depends on the history and the stream alone; what a sampler remembers between calls only saves time. */
export interface Sampler {
  suggest(history: HistoryView, random: Random): Suggestion;
}
