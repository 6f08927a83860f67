import { join } from "node:path";
import type { BestShape } from "../shapes/best.ts";
import type { Sweep } from "./sweep.ts";

/** Where an agent with the folder `work` keeps all trials of a sweep. */
export function sweepFolder(work: string, { sweep, id }: Pick<Sweep, "sweep" | "id">): string {
  return join(work, sweep, id);
}

/** Where the agent that trained the best trial, in this sweep or an earlier one, keeps its checkpoints and logs. */
export function winnerFolder(work: string, sweep: Sweep, { trial }: BestShape): string {
  const { origin } = sweep;
  if (origin === null) return trialFolder(work, sweep, trial);
  return trialFolder(work, origin, origin.trial);
}

/** Where an agent with the folder `work` keeps the checkpoints and logs of a trial; see `makeTrialFolder` of the agent. */
export function trialFolder(work: string, sweep: Pick<Sweep, "sweep" | "id">, trial: number): string {
  return join(sweepFolder(work, sweep), String(trial));
}
