import type { Solution } from "../gp/solve.ts";
import type { HistoryView } from "../history/history.ts";
import { axesOf } from "../space/axis.ts";
import type { Params, Space } from "../space/parameter.ts";
import { completeParams } from "./enqueue.ts";
import type { Deferred, Sampler, Suggestion } from "./index.ts";

/** A configuration of an earlier sweep: what of it this space can take, and the value that it reached there. */
export interface Earlier {
  readonly sweep: string;
  readonly trial: number;
  readonly value: number;
  readonly params: Params;
}

/**
 * A sampler that proposes configurations of earlier sweeps, in order, in turns with those of `sampler`: both kinds run side by side under one
 * pruner, and a model learns from both. What an earlier configuration does not say is drawn at random.
 *
 * A source that misleads is found out: once the first 4 of them have a value, they are compared with the 4 own ones between them, each pair
 * at the highest rung that both have reached. When the own ones are ahead in more than a third of the pairs, the rest are left to `sampler`.
 *
 * When `sampler` has nothing more to propose at its turn, that is the end. Nothing that has had its trial is proposed again.
 *
 * @param first how many configurations run before the first of these
 */
export function startWarm(earlier: readonly Earlier[], first: number, sampler: Sampler, space: Space): Sampler {
  if (earlier.length === 0) return sampler;
  const axes = axesOf(space);
  return {
    suggest(history, random) {
      const before = configurations(history, first + 2 * earlier.length).slice(first);
      const from = before.length % 2 === 0 ? earlier[before.length / 2] : undefined;
      if (from === undefined) return sampler.suggest(history, random);
      const doubt = before.length < 2 * TRIED ? null : doubtIn(history, before.slice(0, 2 * TRIED));
      if (doubt !== null) return withDoubt(sampler.suggest(history, random), doubt);
      const params = completeParams(axes, from.params, history, random);
      if (history.contains(params)) return sampler.suggest(history, random);
      return { kind: "params", params, why: reasonOf(from, params) };
    },
  };
}

// The best of a source come first, so four tell what it is worth and little is lost with the rest.
const TRIED = 4;

// The numbers of the first trials that are no replicates, at most so many.
function configurations({ trials }: HistoryView, most: number): number[] {
  const numbers: number[] = [];
  for (const { number, replicateOf, adopted } of trials) {
    if (numbers.length === most) break;
    if (replicateOf === null && !adopted) numbers.push(number);
  }
  return numbers;
}

// Why the earlier sweeps are not to be followed; null while they are. At even places stand their trials, at odd places the own ones.
function doubtIn(history: HistoryView, turns: readonly number[]): string | null {
  const places = placesAt(history, turns);
  let pairs = 0;
  let lost = 0;
  for (let theirs = 0; theirs < turns.length; theirs += 2) {
    for (let own = 1; own < turns.length; own += 2) {
      const common = places.find((at) => at.has(turns[theirs]) && at.has(turns[own]));
      if (common === undefined) continue;
      pairs++;
      if ((common.get(turns[own]) ?? 0) < (common.get(turns[theirs]) ?? 0)) lost++;
    }
  }
  // Trials that run on or broke have no say; with few pairs nothing is known.
  if (pairs < LEAST_PAIRS || TOO_MANY * lost <= pairs) return null;
  return `earlier sweeps mislead here: theirs lost ${lost} of ${pairs} comparisons with own ones`;
}

// One in so many. On five functions over 20 seeds a third gave up no source that had searched the same function, and half as many again of those
// that had searched its mirror image as half of the pairs did.
const TOO_MANY = 3;
const LEAST_PAIRS = (TRIED * TRIED) / 2;

// At each rung, the last one first: trial -> its place among the given ones that have a value there.
function placesAt(history: HistoryView, trials: readonly number[]): Map<number, number>[] {
  return [...history.rungs].reverse().map((rung) => {
    const ranking = history.ranking(rung);
    const places = new Map<number, number>();
    for (let rank = 0; rank < ranking.size; rank++) {
      if (trials.includes(ranking.trial(rank))) places.set(ranking.trial(rank), rank);
    }
    return places;
  });
}

function withDoubt<S extends Suggestion | Deferred>(suggestion: S, doubt: string): S {
  switch (suggestion.kind) {
    case "params":
      return { ...suggestion, why: `${suggestion.why}; ${doubt}` };
    case "deferred":
      return { ...suggestion, finish: (solution: Solution) => withDoubt(suggestion.finish(solution), doubt) };
    case "exhausted":
      return suggestion;
  }
}

function reasonOf({ sweep, trial, value, params: given }: Earlier, params: Params): string {
  const drawn = Object.keys(params).filter((name) => !Object.hasOwn(given, name));
  const rest = drawn.length === 0 ? "" : `; drawn at random: ${drawn.join(", ")}`;
  return `from trial ${trial} of sweep ${sweep}, where it reached ${Number(value.toPrecision(4))}${rest}`;
}
