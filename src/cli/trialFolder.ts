import { join } from "node:path";
import type { Sweep } from "./sweep.ts";

/** Where an agent with the folder `work` keeps all trials of a sweep. */
export function sweepFolder(work: string, { name, id }: Pick<Sweep, "name" | "id">): string {
  return join(work, name, id);
}

/** Where an agent with the folder `work` keeps the checkpoints and logs of a trial; see `makeTrialFolder` of the agent. */
export function trialFolder(work: string, sweep: Pick<Sweep, "name" | "id">, trial: number): string {
  return join(sweepFolder(work, sweep), String(trial));
}
