import { freshSeeds } from "../../src/search/confirm/freshSeeds.ts";
import { judgeFinalists } from "../../src/search/confirm/judge.ts";
import type { Evidence } from "../../src/search/confirm/posterior.ts";
import { CLEAR_LOSER, standings } from "../../src/search/confirm/race.ts";
import { levelOf } from "../../src/search/level.ts";
import { mean } from "../mean.ts";
import { type OwnRun, refitOf, type SearchPlan, searchWithin, trainingSeed } from "./runSearch.ts";
import { EPOCHS } from "./served.ts";
import type { Trainings } from "./trainings.ts";

// confirm: { top: 3, seeds: 3 } of a sweep document.
const TOP = 3;
const SEEDS = 3;

/** A search whose value is the mean that its confirmation tells. */
export interface ConfirmedRun extends OwnRun {
  /** 95 % interval of `value`. */
  readonly interval: readonly [number, number];
}

/**
 * A search with its confirmation inside the same budget: the epochs that the confirmation may need are taken off the search. Then what the
 * controller does: the best by level are trained again with fresh seeds, all with the same ones, and raced. Epochs that the race saves are saved.
 */
export async function runConfirmed(trainings: Trainings, plan: SearchPlan): Promise<ConfirmedRun> {
  const budget = plan.budget - TOP * SEEDS * EPOCHS;
  const { trials, guided, epochs, trace } = await searchWithin(trainings, { ...plan, budget });
  const completed = trials.filter(({ state }) => state === "completed");
  const finalists = completed.toSorted((a, b) => levelOf(b) - levelOf(a)).slice(0, TOP);
  const taken = new Set(trials.map(({ number }) => trainingSeed(plan.seed, number)));
  const values: number[][] = finalists.map(() => []);
  const errors: number[] = [];
  const evidence = (): Evidence => ({
    finalists: values,
    baseline: null,
    searched: completed.map((trial) => trial.values[trial.values.length - 1]),
    error: Math.sqrt(mean(errors.map((error) => error ** 2))),
  });
  let racing = finalists.map((_, i) => i);
  for (const [round, seed] of freshSeeds(plan.seed, SEEDS, taken).entries()) {
    for (const i of racing) {
      const { last } = await trainings.train(finalists[i].params, seed);
      values[i].push(last.value);
      if (last.error !== null) errors.push(last.error);
    }
    if (round === 0 || round === SEEDS - 1) continue;
    const chances = standings(evidence());
    racing = racing.filter((i) => (chances?.[i] ?? 1) >= CLEAR_LOSER);
    // One that has outrun all others needs no more seeds.
    if (racing.length === 1 && finalists.length > 1) break;
  }
  const judged = judgeFinalists(evidence());
  if (judged === null) throw new Error(`seed ${plan.seed}: nothing to judge`);
  const { value, interval } = judged.finalists[judged.winner];
  const refit = await refitOf(trainings, finalists[judged.winner].params);
  const used = epochs + values.flat().length * EPOCHS;
  return { seed: plan.seed, value, interval, refit, trials: trials.length, epochs: used, guided, trace };
}
