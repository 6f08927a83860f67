import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Bar } from "../bar.ts";
import { compare, type OurRuns } from "./compare.ts";
import { type PeerRuns, readPeers, rerunPeer, type Task } from "./peers.ts";
import { type Profile, readProfile, tasksOf } from "./profile.ts";
import { type ConfirmedRun, runConfirmed } from "./runConfirmed.ts";
import { type OwnRun, runSearch } from "./runSearch.ts";
import { SPACES } from "./space.ts";
import { type Compared, summarize } from "./summary.ts";
import { Trainings } from "./trainings.ts";
import { benchTrials } from "./trials.ts";

/**
 * The default search beside its control and beside Optuna on a real trainer and real imbalanced data, in equal budgets of epochs. The control, our
 * own random search with the default pruner, is the mark that every guided search has to beat. The figure is the refit (see `SearchRun`).
 *
 * Default and control are one search until `auto` guides, after 40 % of the budget (see src/search/samplers/auto.ts).
 *
 * The peer's results are kept, with their provenance, in peers/search.json, and ours in results/. Five seeds show differences of about .01, the
 * mean over data sets smaller ones; `--full` takes hours.
 * Options: see `readProfile`.
 */
export async function bench(args: readonly string[]): Promise<Bar[]> {
  const profile = readProfile(args);
  const tasks = resolve(process.env.MACROSWEEP_TASKS ?? "../shared/tasks");
  const python = process.env.PYTHON ?? "python3";
  if (!existsSync(`${tasks}/train.py`))
    throw new Error(`${tasks}/train.py is missing; set MACROSWEEP_TASKS to its folder`);
  if (spawnSync(python, ["-c", "import numpy"]).status !== 0)
    throw new Error(`${python} has no numpy; set PYTHON to one that has`);
  const { trials, data, seeds } = profile;
  if (trials !== null) return benchTrials({ python, tasks, data, trials, seeds });
  const bars: Bar[] = [];
  const compared: Compared[] = [];
  for (const task of tasksOf(profile)) {
    if (profile.rerunPeers) for (const mode of profile.modes) rerunPeer(python, tasks, task, mode, profile.seeds);
    const trainings = new Trainings(python, tasks, task.data);
    const ours = await runOurs(trainings, task, profile);
    await trainings.close();
    keep(task, ours);
    const peers = peersOn(task, profile);
    bars.push(...compare(task, ours, peers));
    compared.push({ task, ours, peers });
  }
  return [...bars, ...summarize(compared)];
}

function keep(task: Task, ours: OurRuns): void {
  mkdirSync(RESULTS, { recursive: true });
  const file = join(RESULTS, `search-${task.space}-${task.budget}-${task.data}.json`);
  writeFileSync(file, `${JSON.stringify({ ...task, date: new Date().toISOString().slice(0, 10), ...ours })}\n`);
}

const RESULTS = join(import.meta.dirname, "..", "results");

// Two seeds at once: two cores, and the speed of the machine changes no result.
const SEEDS_AT_ONCE = 2;

async function runOurs(trainings: Trainings, { space, budget }: Task, profile: Profile): Promise<OurRuns> {
  const control: OwnRun[] = [];
  const standard: OwnRun[] = [];
  const parallel: OwnRun[] = [];
  const confirmed: ConfirmedRun[] = [];
  let next = 0;
  const work = async () => {
    while (next < profile.seeds) {
      const seed = next++;
      const plan = { space: SPACES[space], budget, seed, parallel: 1, mode: "default" } as const;
      control[seed] = await runSearch(trainings, { ...plan, mode: "control" });
      standard[seed] = await runSearch(trainings, plan);
      if (profile.parallel > 1) parallel[seed] = await runSearch(trainings, { ...plan, parallel: profile.parallel });
      if (profile.confirm) confirmed[seed] = await runConfirmed(trainings, plan);
    }
  };
  await Promise.all(Array.from({ length: SEEDS_AT_ONCE }, work));
  return { control, default: standard, parallel, confirmed };
}

function peersOn(task: Task, { modes }: Profile): PeerRuns[] {
  return readPeers().filter(
    ({ data, space, budget, mode }) =>
      data === task.data && space === task.space && budget === task.budget && modes.includes(mode),
  );
}
