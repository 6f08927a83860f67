import { realpath } from "node:fs/promises";
import { join, sep } from "node:path";
import type { Lease } from "../../gen/macrosweep/v1/trial.ts";
import { type Piece, readLogEnd } from "../../logEnd.ts";

/** Reads the end of an attempt's log, or what follows its first `after` bytes; null where there is none. */
export type LocalLogs = (lease: Lease, sweepId: string, after: number | undefined) => Promise<Piece | null>;

/**
 * The logs of agents that had their folder of trials here, as those of `run` have: what they have printed can be shown when they are gone. What leads out
 * of the folder is not looked at: trainers may write links.
 */
export function localLogs(trials: string): LocalLogs {
  return async ({ sweep, trial, attempt }, sweepId, after) => {
    const path = join(trials, sweep, sweepId, String(trial), `attempt-${attempt}.log`);
    try {
      const root = await realpath(trials);
      if ((await realpath(path)) !== join(root, path.slice(trials.length + sep.length))) return null;
      return await readLogEnd(path, after);
    } catch {
      return null;
    }
  };
}
