import { createSearch, type DeclaredSpace, type SearchTrial } from "../../src/search/index.ts";
import { mean } from "../mean.ts";
import { EPOCHS } from "./served.ts";
import type { Training, Trainings } from "./trainings.ts";

/** What one search of ours, or of a peer, came to. */
export interface SearchRun {
  readonly seed: number;
  /** Macro-F1 on the validation set that the search itself tells of its choice. */
  readonly value: number;
  /** Mean macro-F1 on the test set of the chosen params trained anew with fresh seeds, so that luck in the choice does not count. */
  readonly refit: number;
  readonly trials: number;
  readonly epochs: number;
  /** [epochs used, best last value on the validation set so far], at every improvement, rising in both. */
  readonly trace: readonly (readonly [number, number])[];
}

export interface OwnRun extends SearchRun {
  /** Trials that a model proposed. */
  readonly guided: number;
}

export interface SearchPlan {
  readonly space: DeclaredSpace;
  /** Epochs of all trainings. The last training may run past it, as the peer's does. */
  readonly budget: number;
  readonly seed: number;
  /** Trainings under way at once. */
  readonly parallel: number;
  /** The library's default search; or the same code with the guidance off: random search with the default pruner. */
  readonly mode: "control" | "default";
}

/** One search in its budget of epochs, and the refit of its best. */
export async function runSearch(trainings: Trainings, plan: SearchPlan): Promise<OwnRun> {
  const { best, trials, ...searched } = await searchWithin(trainings, plan);
  const refit = await refitOf(trainings, best.params);
  return { seed: plan.seed, value: best.value, refit, trials: trials.length, ...searched };
}

/**
 * The search alone. All open trials train in step, an epoch each a round, as on equal machines: the speed of this one changes nothing. As in a
 * controller, a trial starts only while what is used and what the open ones may still use is below the budget.
 */
export async function searchWithin(trainings: Trainings, { space, budget, seed, parallel, mode }: SearchPlan) {
  const sampler = mode === "control" ? ({ name: "random" } as const) : undefined;
  const search = createSearch({ space, steps: EPOCHS, budget: { epochs: budget }, sampler, seed });
  const trace: [number, number][] = [];
  let open: { trial: number; training: Training; epoch: number }[] = [];
  let epochs = 0;
  const reserved = () => open.reduce((sum, { epoch }) => sum + EPOCHS - epoch, epochs);
  for (;;) {
    while (open.length < parallel && reserved() < budget) {
      const asked = search.ask();
      if (asked === null) throw new Error("a continuous space is never used up");
      const training = trainings.begin(asked.params, trainingSeed(seed, asked.trial));
      open.push({ trial: asked.trial, training, epoch: 0 });
    }
    if (open.length === 0) break;
    const measured = await Promise.all(open.map(({ training }) => training.next()));
    const left: typeof open = [];
    for (const [i, { trial, training, epoch }] of open.entries()) {
      epochs++;
      const { value, error } = measured[i];
      const { kind } = search.report(trial, epoch + 1, value, error ?? undefined);
      if (kind === "continue" && epoch + 1 < EPOCHS) {
        left.push({ trial, training, epoch: epoch + 1 });
        continue;
      }
      await training.end();
      if (kind === "prune") continue;
      search.tell(trial, value);
      if (value > (trace.at(-1)?.[1] ?? Number.NEGATIVE_INFINITY)) trace.push([epochs, value]);
    }
    open = left;
  }
  const best = search.best();
  if (best === null) throw new Error(`seed ${seed}: no trial was completed`);
  return { best, trials: search.trials, epochs, trace, guided: search.trials.filter(isGuided).length };
}

/** Mean macro-F1 on the test set over fresh seeds, those of optuna_search.py. */
export async function refitOf(trainings: Trainings, params: SearchTrial<DeclaredSpace>["params"]): Promise<number> {
  const tests: number[] = [];
  for (let k = 0; k < REFITS; k++) tests.push((await trainings.train(params, 900_000 + k)).test);
  return mean(tests);
}

/** The seed that a trial trains with, as optuna_search.py has it. */
export function trainingSeed(seed: number, trial: number): number {
  return 100 + 1000 * seed + trial;
}

const REFITS = 5;

const isGuided = ({ guided }: SearchTrial<DeclaredSpace>) => guided;
