import { freshSeeds } from "../../src/search/confirm/freshSeeds.ts";
import { judgeFinalists } from "../../src/search/confirm/judge.ts";
import { steadiedOver } from "../../src/search/confirm/steady.ts";
import { levelOf } from "../../src/search/history/level.ts";
import { mean } from "../mean.ts";
import { type OwnRun, refitOf, type SearchPlan, searchWithin, trainingSeed } from "./runSearch.ts";
import { EPOCHS } from "./served.ts";
import type { FullTraining, Trainings } from "./trainings.ts";

// confirm: { top: 3, seeds: 2 } of a sweep document: a fifth of 810 epochs.
const TOP = 3;
const SEEDS = 2;

/** A search whose value is the mean that its confirmation tells. */
export interface ConfirmedRun extends OwnRun {
  /** 95 % interval of `value`. */
  readonly interval: readonly [number, number];
}

/**
 * A search with its confirmation inside the same budget: the epochs of the confirmation are taken off the search. Then what the controller does:
 * the best by level are trained again with fresh seeds, all with the same ones. With two seeds nobody drops out of the race.
 */
export async function runConfirmed(trainings: Trainings, plan: SearchPlan): Promise<ConfirmedRun> {
  const budget = plan.budget - TOP * SEEDS * EPOCHS;
  const { trials, guided, epochs, trace } = await searchWithin(trainings, { ...plan, budget });
  const completed = trials.filter(({ state }) => state === "completed");
  const finalists = completed.toSorted((a, b) => levelOf(b) - levelOf(a)).slice(0, TOP);
  const taken = new Set(trials.map(({ number }) => trainingSeed(plan.seed, number)));
  const replicates: FullTraining[][] = finalists.map(() => []);
  for (const seed of freshSeeds(plan.seed, SEEDS, taken)) {
    for (const [i, { params }] of finalists.entries()) replicates[i].push(await trainings.train(params, seed));
  }
  const steadied = steadiedOver(replicates.flat());
  const judged = judgeFinalists({
    finalists: replicates.map((runs) => runs.map(steadied)),
    baseline: null,
    searched: completed.map(steadiedOver(completed)),
    error: Math.sqrt(mean(replicates.flat().map(({ error }) => (error ?? 0) ** 2))),
  });
  if (judged === null) throw new Error(`seed ${plan.seed}: nothing to judge`);
  const { value, interval } = judged.finalists[judged.winner];
  const refit = await refitOf(trainings, finalists[judged.winner].params);
  const used = epochs + replicates.flat().length * EPOCHS;
  return { seed: plan.seed, value, interval, refit, trials: trials.length, epochs: used, guided, trace };
}
