import { createHash } from "node:crypto";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { SweepError } from "../../error.ts";
import type { Assignment } from "../../gen/macrosweep/v1/agent.ts";
import type { Lease } from "../../gen/macrosweep/v1/trial.ts";
import { makeFolder } from "../../makeFolder.ts";
import { MachineFault } from "../health/faults.ts";

/** Where one attempt of a trial leaves its things. */
export interface TrialFolder {
  /** The same for every attempt of the trial. */
  readonly checkpointDir: string;
  readonly log: string;
  /** File of the reports that the controller may not have: see `KeptReports`. */
  readonly kept: string;
  /** Whether an attempt may find something to go on from. */
  readonly resumes: boolean;
  /** What both are in. */
  readonly folder: string;
}

/**
 * Makes WORK/SWEEP/ID/TRIAL/checkpoint: a sweep of the same name in another journal has another id, and must not go on with these checkpoints.
 * Without an id, from a controller of an earlier version, WORK/SWEEP/TRIAL/checkpoint.
 * @throws SweepError `invalid` for a name or id that could lead out of the folder, MachineFault when the folder cannot be made.
 */
export async function makeTrialFolder(work: string, lease: Lease, sweepId: string): Promise<TrialFolder> {
  const folder = folderOf(work, lease, sweepId);
  const checkpointDir = join(folder, "checkpoint");
  try {
    makeFolder(checkpointDir);
  } catch (cause) {
    throw new MachineFault(`${checkpointDir} cannot be made: ${String(cause)}`, cause);
  }
  const resumes = lease.attempt > 1 || (await readdir(checkpointDir)).length > 0;
  return { folder, checkpointDir, log: logIn(folder, lease), kept: join(folder, KEPT), resumes };
}

/** Path of an attempt's log. @throws SweepError `invalid` as `makeTrialFolder`. */
export function logOf(work: string, lease: Lease, sweepId: string): string {
  return logIn(folderOf(work, lease, sweepId), lease);
}

function logIn(folder: string, { attempt }: Lease): string {
  return join(folder, `attempt-${attempt}.log`);
}

function folderOf(work: string, { sweep, trial }: Lease, sweepId: string): string {
  // The controller has checked the name; but this one becomes a path of this machine. With a dot in it it is NAMESPACE.NAME of a cluster.
  if (sweep.length > 253 || !/^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)?$/.test(sweep)) {
    throw new SweepError("invalid", `sweep: ${JSON.stringify(sweep)} must be lower-case letters, digits and dashes`);
  }
  if (!/^[a-z0-9]{0,64}$/.test(sweepId)) {
    throw new SweepError("invalid", `sweep_id: ${JSON.stringify(sweepId)} must be lower-case letters and digits`);
  }
  return join(work, sweep, sweepId, String(trial));
}

/**
 * Takes all away from which a trial could go on, so that its next trainer begins at the first epoch. Logs and kept reports stay.
 * @throws SweepError `unavailable` when something cannot be taken away.
 */
export async function clearTrialFolder(folder: string): Promise<void> {
  try {
    const names = await readdir(folder);
    const resumable = names.filter((name) => name !== KEPT && !/^attempt-\d+\.log$/.test(name));
    for (const name of resumable) await rm(join(folder, name), { recursive: true, force: true });
  } catch (cause) {
    throw new SweepError("unavailable", `${folder} cannot be cleared: ${String(cause)}`, { cause });
  }
}

/**
 * Sees to it that what lies in a trial's folder is of these params and this seed. After a journal was set back another trial may have its number, and
 * must not go on with its checkpoints. Returns whether there is nothing to go on from.
 * @throws SweepError `unavailable` when the folder cannot be read or written.
 */
export async function claimFolder(
  { folder, checkpointDir, kept }: Pick<TrialFolder, "folder" | "checkpointDir" | "kept">,
  { params, seed }: Pick<Assignment, "params" | "seed">,
): Promise<boolean> {
  const file = join(folder, OF);
  const own = createHash("sha256")
    .update(JSON.stringify([params, seed]))
    .digest("hex");
  try {
    const found = await readFile(file, "latin1").catch(() => own);
    if (found !== own) {
      await clearTrialFolder(folder);
      await rm(kept, { force: true });
      makeFolder(checkpointDir);
    }
    await writeFile(file, own);
    return found !== own;
  } catch (cause) {
    throw new SweepError("unavailable", `${file} cannot be written: ${String(cause)}`, { cause });
  }
}

const KEPT = "reports";
const OF = "params";
