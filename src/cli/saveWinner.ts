import { cp, mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { SweepError } from "../error.ts";
import { sweepShape } from "./shapes.ts";
import type { Sweep } from "./sweep.ts";
import { trialFolder } from "./trialFolder.ts";

/**
 * Copies what the winner's trainer has left behind into a new folder, with result.json (as `best --json`) beside it: the model of the bundled
 * trainer, the checkpoint of any other.
 *
 * @param work the folder of the trials, as the agent that trained the winner sees it
 * @throws SweepError `notFound` without a winner or without its files, `exists` when the folder holds something.
 */
export async function saveWinner(sweep: Sweep, work: string, folder: string): Promise<void> {
  const { best } = sweep;
  if (best === undefined) throw new SweepError("notFound", `sweep "${sweep.name}" has no completed trial to save`);
  if ((await entries(folder)).length > 0) throw new SweepError("exists", `--save ${folder}: is not empty`);
  const source = await left(join(trialFolder(work, sweep, best.trial), "checkpoint"));
  await mkdir(folder, { recursive: true });
  await cp(source, folder, { recursive: true });
  await writeFile(join(folder, "result.json"), `${JSON.stringify(sweepShape(sweep), null, 2)}\n`);
}

async function left(checkpoint: string): Promise<string> {
  const model = join(checkpoint, "model");
  if ((await entries(model)).length > 0) return model;
  if ((await entries(checkpoint)).length > 0) return checkpoint;
  const advice = "it was trained on another machine, its script keeps nothing, or --work is another folder";
  throw new SweepError("notFound", `${checkpoint}: holds nothing of the winner; ${advice}`);
}

async function entries(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw new SweepError("invalid", `${folder}: cannot be read as a folder`, { cause: error });
  }
}
