import type { HistoryView } from "../history/history.ts";
import { areTrialsScarce } from "../history/scarce.ts";
import { widestRung } from "../learning/rung.ts";
import { splitAtRung } from "../learning/split.ts";
import { type Axis, axesOf } from "../space/axis.ts";
import { configurations, type Levels } from "../space/configuration.ts";
import type { Space } from "../space/parameter.ts";
import { suggestGp } from "./gp.ts";
import { drawAtRandom } from "./random.ts";
import type { Sampler, SamplerKind } from "./sampler.ts";
import { suggestTpe } from "./tpe.ts";

export interface AutoSpec {
  readonly name: "auto";
  readonly seed: number;
}

export const auto: SamplerKind<AutoSpec> = {
  read: (_fields, seed) => ({ name: "auto", seed }),
  create: (_spec, space) => createAuto(space),
};

/**
 * The default: picks what to do by the space, the rungs, the budget, the values that are known and the trials that run. Every suggestion says
 * what was picked and why.
 *
 * - Where nothing is pruned in the first third of the way, a model guides all but 10 % of the suggestions once 10 trials have a value.
 * - Where early epochs prune, it draws at random until 40 % of the budget are spent and 5 trials have shown how a curve ends; after that a
 *   model guides all but 20 %. Before, and in a budget of less than 20 full trainings, random search with pruning is the best that we know
 *   of (ARCHITECTURE has the figures). Where trials are scarce and not epochs, it is 40 % of the trials and 8 that have come to a third of the way.
 * - The model is a Gaussian process; TPE where values are many.
 * - A finite space is used up without a repetition, and then the search is exhausted.
 */
function createAuto(space: Space): Sampler {
  const axes = axesOf(space);
  const size = countUpTo(MOST_COUNTED, axes);
  return {
    suggest(history, random) {
      if (history.distinct >= size)
        return { kind: "exhausted", reason: `each of the ${size} configurations has had its trial` };
      const plan = planFor(history);
      const atRandom = (why: string) => drawAtRandom(axes, history, random, `random: ${why}`);
      if (plan.rung === null) return atRandom(plan.why);
      if (random.next() < plan.randomShare) return atRandom(`the ${100 * plan.randomShare} % that no model guides`);
      const isSlow = history.ranking(plan.rung).size > MANY_VALUES;
      const split = isSlow ? splitAtRung(history) : null;
      if (split === null) return suggestGp(axes, history, plan.rung, random, atRandom);
      const guided = suggestTpe(CANDIDATES, axes, history, split, random);
      return guided ?? atRandom("all that the model proposes has had its trial");
    },
  };
}

/** Random for a reason, or guided by the values at a rung. */
type Plan = { readonly rung: null; readonly why: string } | { readonly rung: number; readonly randomShare: number };

function planFor(history: HistoryView): Plan {
  const { rungs } = history;
  const last = rungs[rungs.length - 1];
  const prunesEarly = rungs[0] * EARLY < last;
  const why = prunesEarly ? lackWithPruning(history, last) : lackOf(history, rungs[0], STARTUP_VALUES, "have a value");
  if (why !== null) return { rung: null, why };
  const rung = widestRung(history);
  if (rung === null) return { rung, why: "no rung has enough values to learn from" };
  return { rung, randomShare: prunesEarly ? EARLY_RANDOM_SHARE : RANDOM_SHARE };
}

/** What a model lacks where early epochs prune; `null` when it may guide. */
function lackWithPruning(history: HistoryView, last: number): string | null {
  const { budget, spent, rungs } = history;
  if (areTrialsScarce(budget, last)) {
    const late = rungs.find((step) => step * EARLY >= last) ?? last;
    return lackOfShare(spent) ?? lackOf(history, late, STARTUP_LATE, `have come to step ${late}`);
  }
  const trainings = (budget.epochs ?? Number.POSITIVE_INFINITY) / last;
  if (trainings < LEAST_TRAININGS) {
    return `the budget is ${Math.floor(trainings)} full trainings, and a model pays from ${LEAST_TRAININGS} on`;
  }
  if (spent > 0 && spent < STARTUP_SHARE) return lackOfShare(spent);
  const needed = spent > 0 ? STARTUP_ENDS : STARTUP_VALUES;
  return lackOf(history, last, needed, "have come to their last step");
}

function lackOfShare(spent: number): string | null {
  if (spent >= STARTUP_SHARE) return null;
  return `start-up, ${Math.floor(100 * spent)} of the first ${100 * STARTUP_SHARE} % of the budget are spent`;
}

function lackOf(history: HistoryView, step: number, needed: number, have: string): string | null {
  const { size } = history.ranking(step);
  return size < needed ? `start-up, ${size} of ${needed} trials ${have}` : null;
}

// How many configurations a space has, counted up to a limit; more are endless.
function countUpTo(limit: number, axes: readonly Axis[]): number {
  if (axes.some(({ kind }) => kind === "continuous")) return Number.POSITIVE_INFINITY;
  // Those that always exist make so many by themselves; only where these are few is it worth a walk.
  const always = axes.map((axis) => (Object.keys(axis.parameter.when).length === 0 ? levelsOf(axis).count : 1));
  if (always.reduce((product, count) => product * count, 1) > limit) return Number.POSITIVE_INFINITY;
  const levels = axes.map((axis) => levelsOf(axis));
  let count = 0;
  for (const _ of configurations(axes, levels)) if (++count > limit) return Number.POSITIVE_INFINITY;
  return count;
}

function levelsOf(axis: Axis): Levels {
  return axis.kind === "discrete" ? { count: axis.levels, at: axis.value } : { count: 1, at: () => axis.fromUnit(0) };
}

// The share of the budget and the trials at their end, and the values in a sweep without a budget, after which a model has something to learn from.
const STARTUP_SHARE = 0.4;
const STARTUP_ENDS = 5;
// Of 10 full trainings nothing is left to gain when 5 trials have come to their end: guided from there it was 0.006 ± 0.003 behind (3 sets, 16 seeds).
const LEAST_TRAININGS = 20;
const STARTUP_VALUES = 10;
// Where trials are scarce: of 20 random trials about so many come to a third of the way.
const STARTUP_LATE = 8;
// Where the first rung lies in the first third of the way, what is seen there misleads (see rung.ts).
const EARLY = 3;
const EARLY_RANDOM_SHARE = 0.2;
const RANDOM_SHARE = 0.1;
// A suggestion of the Gaussian process takes 20 to 165 ms of CPU, one of TPE less than 1 ms.
const MANY_VALUES = 300;
const CANDIDATES = 24;
// Nobody tries every configuration of a larger space.
const MOST_COUNTED = 10_000;
