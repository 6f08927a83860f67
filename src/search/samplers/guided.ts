import type { Random } from "../chance/stream.ts";
import type { HistoryView } from "../history/history.ts";
import type { Axis } from "../space/axis.ts";
import { drawAtRandom } from "./random.ts";
import type { Sampler, Suggestion } from "./sampler.ts";

/** When a model guides. */
interface Guidance {
  /** Trials with a value that it needs. */
  readonly startupTrials: number;
  /** Of the suggestions after that, those that stay random. */
  readonly randomShare: number;
}

/**
 * Draws at random until enough trials have a value, and then lets a model propose, but for a share.
 * @param learn what the model stands on; `null` where no rung has enough values
 * @param propose what it makes of that, or `atRandom` with a reason
 */
export function guidedSampler<T>(
  axes: readonly Axis[],
  { startupTrials, randomShare }: Guidance,
  learn: (history: HistoryView) => T | null,
  propose: (
    learned: T,
    history: HistoryView,
    random: Random,
    atRandom: (why: string) => Suggestion,
  ) => ReturnType<Sampler["suggest"]>,
): Sampler {
  return {
    suggest(history, random) {
      const atRandom = (why: string) => drawAtRandom(axes, history, random, `random: ${why}`);
      const known = history.ranking(history.rungs[0]).size;
      if (known < startupTrials) return atRandom(`start-up, ${known} of ${startupTrials} trials have a value`);
      const learned = learn(history);
      if (learned === null) return atRandom("no rung has enough values to learn from");
      if (random.next() < randomShare) return atRandom("the share that no model guides");
      return propose(learned, history, random, atRandom);
    },
  };
}
