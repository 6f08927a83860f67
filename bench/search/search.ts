import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { createSearch } from "../../src/search/index.ts";
import { atLeast, type Bar } from "../bar.ts";
import { EPOCHS, ServedTrainer } from "./served.ts";
import { SPACES } from "./space.ts";

// Our own random search with ASHA is the mark that every guided search has to beat; it is the same code with the guidance off.
const MODES = { control: { name: "random" }, default: { name: "tpe" } } as const;
type Mode = keyof typeof MODES;

const REFITS = 5;

/**
 * The default search beside its control on a real trainer and real imbalanced data, in equal budgets of epochs. The figure is `refit`: macro-F1 on
 * the test set of the chosen params trained anew with fresh seeds (the seeds of optuna_search.py), so luck in the choice does not count.
 * Options: --data yeast,pageblocks,winewhite --space narrow|wide --budget 810 --seeds 5.
 */
export async function bench(args: readonly string[]): Promise<Bar[]> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      data: { type: "string", default: "yeast" },
      space: { type: "string", default: "narrow" },
      budget: { type: "string", default: "810" },
      seeds: { type: "string", default: "5" },
    },
  });
  const tasks = resolve(process.env.MACROSWEEP_TASKS ?? "../shared/tasks");
  const python = process.env.PYTHON ?? "python3";
  if (!existsSync(`${tasks}/train.py`))
    throw new Error(`${tasks}/train.py is missing; set MACROSWEEP_TASKS to its folder`);
  if (spawnSync(python, ["-c", "import numpy"]).status !== 0)
    throw new Error(`${python} has no numpy; set PYTHON to one that has`);
  const bars: Bar[] = [];
  for (const data of values.data.split(",")) {
    const refits: Record<Mode, number[]> = { control: [], default: [] };
    for (let seed = 0; seed < Number(values.seeds); seed++) {
      // Both at once: two cores, and a slow moment of the machine changes no result.
      const both = (["control", "default"] as const).map(async (mode) => {
        const refit = await refitOf({
          mode,
          python,
          tasks,
          data,
          seed,
          space: values.space,
          budget: Number(values.budget),
        });
        refits[mode].push(refit);
      });
      await Promise.all(both);
    }
    bars.push(compare(`${data}, ${values.space}, ${values.budget} epochs`, refits));
  }
  return bars;
}

interface Run {
  readonly mode: Mode;
  readonly python: string;
  readonly tasks: string;
  readonly data: string;
  readonly seed: number;
  readonly space: string;
  readonly budget: number;
}

async function refitOf({ mode, python, tasks, data, seed, space, budget }: Run): Promise<number> {
  const trainer = new ServedTrainer(python, tasks, data);
  const search = createSearch({ space: SPACES[space] ?? [], steps: EPOCHS, sampler: MODES[mode], seed });
  for (let used = 0; used < budget; ) {
    const asked = search.ask();
    if (asked === null) break;
    let pruned = false;
    let last = Number.NaN;
    const { epochs } = await trainer.train(asked.params, 100 + 1000 * seed + asked.trial, (epoch, { value, error }) => {
      last = value;
      pruned = search.report(asked.trial, epoch, value, error ?? undefined).kind === "prune";
      return !pruned;
    });
    used += epochs;
    if (!pruned) search.tell(asked.trial, last);
  }
  const best = search.best();
  if (best === null) throw new Error(`${mode} on ${data}: no trial was completed`);
  const tests: number[] = [];
  for (let k = 0; k < REFITS; k++) tests.push((await trainer.train(best.params, 900_000 + k, () => true)).test);
  await trainer.close();
  return mean(tests);
}

/** Paired by seed. Holds when the default is not below the control by more than the standard error of the difference. */
function compare(title: string, refits: Record<Mode, number[]>): Bar {
  const differences = refits.default.map((value, i) => value - (refits.control[i] ?? Number.NaN));
  const error = standardError(differences);
  for (const mode of ["control", "default"] as const) {
    console.log(`${title}: ${mode} refit ${mean(refits[mode]).toFixed(4)} ± ${standardError(refits[mode]).toFixed(4)}`);
  }
  console.log(
    `${title}: default - control ${mean(differences).toFixed(4)} ± ${error.toFixed(4)} (${differences.length} seeds)`,
  );
  return atLeast(`${title}: refit of the default above its control`, mean(differences), "macro-F1", -error);
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

function standardError(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1) / values.length);
}
