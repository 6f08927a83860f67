import { cp, readdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { csv } from "../csv.ts";
import { SweepError } from "../error.ts";
import { makeFolder } from "../makeFolder.ts";
import type { TrialShape } from "../shapes/trial.ts";
import { shown } from "./shown.ts";
import type { Sweep } from "./sweep.ts";
import { winnerFolder } from "./trialFolder.ts";
import { trainAgain } from "./view/trainAgain.ts";

/** What was written. */
export interface Saved {
  /** Names of the files beside those of the trainer. */
  readonly files: readonly string[];
  /** Where the trainer's own files were copied from; null where it has left none. */
  readonly from: string | null;
}

/**
 * Writes all that is known of the winner into a new folder: result.json (as `best --json`), params.json, curve.csv, train.sh
 * (what trains it anew; not for the bundled trainer), and what its trainer has left behind: the model of the bundled trainer, the checkpoint of any other.
 *
 * @param trial the winner, with its curve
 * @param work the folder of the trials, as the agent that trained the winner sees it
 * @throws SweepError `notFound` without a winner, and where the model of the bundled trainer is not there; `exists` when the folder holds something.
 */
export async function saveWinner(
  sweep: Sweep,
  trial: TrialShape | undefined,
  work: string,
  folder: string,
): Promise<Saved> {
  const { best } = sweep;
  if (best === null || trial === undefined)
    throw new SweepError("notFound", `sweep "${sweep.sweep}" has no completed trial to save`);
  if ((await entries(folder)).length > 0) throw new SweepError("exists", `--save ${folder}: is not empty`);
  const from = await leftBy(sweep, work);
  if (from === null && best.training.argv.length === 0)
    throw noModel(join(winnerFolder(work, sweep, best), "checkpoint"));
  makeFolder(folder);
  if (from !== null) await cp(from, folder, { recursive: true });
  const { params, curve } = trial;
  const again = trainAgain(sweep, best, resolve(winnerFolder(work, sweep, best)), resolve(folder, "again"));
  const files = {
    "result.json": json(shown(sweep)),
    "params.json": json(params),
    "curve.csv": csv([["epoch", "value"], ...curve.map(([step, value]) => [step, value])]),
    ...(again === ""
      ? {}
      : {
          "train.sh": `#!/bin/bash
${again}
`,
        }),
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return { files: Object.keys(files), from };
}

/** Folder of what the best trial's trainer has left, where there is anything: what any trainer keeps as its checkpoint. */
export async function checkpointOf(sweep: Sweep, work: string): Promise<string | null> {
  if (sweep.best === null) return null;
  const checkpoint = join(winnerFolder(work, sweep, sweep.best), "checkpoint");
  return (await entries(checkpoint)).length > 0 ? checkpoint : null;
}

async function leftBy(sweep: Sweep, work: string): Promise<string | null> {
  const checkpoint = await checkpointOf(sweep, work);
  if (checkpoint === null) return null;
  const model = join(checkpoint, "model");
  return (await entries(model)).length > 0 ? model : checkpoint;
}

function noModel(checkpoint: string): SweepError {
  const advice = "it was trained on another machine, or --work is another folder";
  return new SweepError("notFound", `${checkpoint}: holds nothing of the winner; ${advice}`);
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

async function entries(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw new SweepError("invalid", `${folder}: cannot be read as a folder`, { cause: error });
  }
}
