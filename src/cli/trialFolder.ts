import { join } from "node:path";
import type { Best } from "../gen/macrosweep/v1/sweep.ts";
import type { Sweep } from "./sweep.ts";

/** Where an agent with the folder `work` keeps all trials of a sweep. */
export function sweepFolder(work: string, { name, id }: Pick<Sweep, "name" | "id">): string {
  return join(work, name, id);
}

/** Where the agent that trained the best trial, in this sweep or an earlier one, keeps its checkpoints and logs. */
export function winnerFolder(work: string, sweep: Sweep, { origin, trial }: Best): string {
  if (origin === undefined) return trialFolder(work, sweep, trial);
  return trialFolder(work, { name: origin.sweep, id: origin.id }, origin.trial);
}

/** Where an agent with the folder `work` keeps the checkpoints and logs of a trial; see `makeTrialFolder` of the agent. */
export function trialFolder(work: string, sweep: Pick<Sweep, "name" | "id">, trial: number): string {
  return join(sweepFolder(work, sweep), String(trial));
}
