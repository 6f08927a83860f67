import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createSearch, type DeclaredPruner, type DeclaredSampler } from "../../src/search/index.ts";
import { atLeast, type Bar } from "../bar.ts";
import { mean } from "../mean.ts";
import { type Figure, refitAbove, refitFigure, told } from "./figures.ts";
import { refitOf, trainingSeed } from "./runSearch.ts";
import { EPOCHS } from "./served.ts";
import { SPACES } from "./space.ts";
import { Trainings } from "./trainings.ts";

/** One search, as `SearchRun` but without its trace. */
interface TrialsRun {
  readonly seed: number;
  readonly value: number;
  readonly refit: number;
  readonly trials: number;
  readonly epochs: number;
}

/** A way to spend a budget in trials, or the same cost in epochs. */
interface Way {
  readonly sampler?: DeclaredSampler;
  readonly pruner?: DeclaredPruner;
  readonly byEpochs?: boolean;
}

const WAYS: Readonly<Record<string, Way>> = {
  default: {},
  "random, same pruner": { sampler: { name: "random" } },
  "random, no pruner": { sampler: { name: "random" }, pruner: { name: "none" } },
  "default by epochs": { byEpochs: true },
};

interface TrialsPlan {
  readonly python: string;
  readonly tasks: string;
  readonly data: readonly string[];
  readonly trials: number;
  readonly seeds: number;
}

/**
 * A budget in trials, as people write it, beside random search with the same pruner and without one, beside Optuna's modes (kept in
 * peers/trials.json; peers/trials_optuna.py makes them anew) and beside the default with a budget of epochs at the cost of as many full trainings.
 */
export async function benchTrials(plan: TrialsPlan): Promise<Bar[]> {
  const bars: Bar[] = [];
  for (const data of plan.data) {
    const trainings = new Trainings(plan.python, plan.tasks, data);
    const runs = new Map<string, TrialsRun[]>(Object.keys(WAYS).map((name) => [name, []]));
    for (let seed = 0; seed < plan.seeds; seed++) {
      for (const [name, way] of Object.entries(WAYS))
        runs.get(name)?.push(await search(trainings, way, plan.trials, seed));
    }
    await trainings.close();
    for (const peer of readPeers())
      if (peer.data === data && peer.trials === plan.trials) runs.set(`Optuna ${peer.mode}`, [...peer.runs]);
    bars.push(...compare(`${data}, ${plan.trials} trials`, runs));
  }
  return bars;
}

function compare(title: string, runs: ReadonlyMap<string, readonly TrialsRun[]>): Bar[] {
  console.log(`\n${title}\n  ${"".padEnd(24)} seeds  refit             default above it   trials  epochs`);
  const base = runs.get("default") ?? [];
  const bars: Bar[] = [];
  for (const [name, others] of runs) {
    const above: Figure = refitAbove(withTrace(base), withTrace(others));
    const counts = `${mean(others.map(({ trials }) => trials))
      .toFixed(0)
      .padStart(6)}  ${mean(others.map(({ epochs }) => epochs))
      .toFixed(0)
      .padStart(6)}`;
    console.log(
      `  ${name.padEnd(24)} ${String(others.length).padStart(5)}  ${told(refitFigure(withTrace(others)))}   ${told(above).padEnd(16)}  ${counts}`,
    );
    if (name === "default") continue;
    const sign = name === "default by epochs" ? -1 : 1;
    const bar =
      sign < 0 ? `${title}: the same cost in epochs above the default` : `${title}: the default above ${name}`;
    bars.push(atLeast(`${bar} (± ${above.error.toFixed(4)})`, sign * above.value, "macro-F1", -above.error));
  }
  return bars;
}

const withTrace = (runs: readonly TrialsRun[]) => runs.map((run) => ({ ...run, trace: [] }));

async function search(
  trainings: Trainings,
  { sampler, pruner, byEpochs }: Way,
  trials: number,
  seed: number,
): Promise<TrialsRun> {
  const limit = trials * EPOCHS;
  const budget = byEpochs ? { epochs: limit } : { trials };
  const found = createSearch({ space: SPACES.narrow ?? [], steps: EPOCHS, budget, sampler, pruner, seed });
  let epochs = 0;
  while (byEpochs ? epochs < limit : found.trials.length < trials) {
    const asked = found.ask();
    if (asked === null) throw new Error("a continuous space is never used up");
    const training = trainings.begin(asked.params, trainingSeed(seed, asked.trial));
    for (let step = 1; step <= EPOCHS; step++) {
      const { value, error } = await training.next();
      epochs++;
      if (found.report(asked.trial, step, value, error ?? undefined).kind === "prune") break;
      if (step === EPOCHS) found.tell(asked.trial, value);
    }
    await training.end();
  }
  const best = found.best();
  if (best === null) throw new Error(`seed ${seed}: no trial was completed`);
  return { seed, value: best.value, refit: await refitOf(trainings, best.params), trials: found.trials.length, epochs };
}

interface PeerTrials {
  readonly data: string;
  readonly mode: string;
  readonly trials: number;
  readonly runs: readonly TrialsRun[];
}

function readPeers(): PeerTrials[] {
  const kept: { results: PeerTrials[] } = JSON.parse(
    readFileSync(join(import.meta.dirname, "..", "peers", "trials.json"), "utf8"),
  );
  return kept.results;
}
