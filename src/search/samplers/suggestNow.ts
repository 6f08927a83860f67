import type { Random } from "../chance/stream.ts";
import { solve } from "../gp/solve.ts";
import type { HistoryView } from "../history/history.ts";
import type { Sampler, Suggestion } from "./sampler.ts";

/** What a sampler suggests, worked out in this thread. */
export function suggestNow(sampler: Sampler, history: HistoryView, random: Random): Suggestion {
  const suggestion = sampler.suggest(history, random);
  return suggestion.kind === "deferred" ? suggestion.finish(solve(suggestion.problem)) : suggestion;
}
