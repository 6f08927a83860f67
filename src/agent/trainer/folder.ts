import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { SweepError } from "../../error.ts";
import type { Lease } from "../../gen/macrosweep/v1/trial.ts";

/** Where one attempt of a trial leaves its things. */
export interface TrialFolder {
  /** The same for every attempt of the trial. */
  readonly checkpointDir: string;
  readonly log: string;
  /** What both are in. */
  readonly folder: string;
}

/**
 * Makes WORK/SWEEP/TRIAL/checkpoint.
 * @throws SweepError `invalid` for a sweep whose name could lead out of the folder, `unavailable` when the folder cannot be made.
 */
export async function makeTrialFolder(work: string, { sweep, trial, attempt }: Lease): Promise<TrialFolder> {
  // The controller has checked the name; but this one becomes a path of this machine.
  if (!/^[a-z0-9]([a-z0-9-]{0,251}[a-z0-9])?$/.test(sweep)) {
    throw new SweepError("invalid", `sweep: ${JSON.stringify(sweep)} must be lower-case letters, digits and dashes`);
  }
  const folder = join(work, sweep, String(trial));
  const checkpointDir = join(folder, "checkpoint");
  try {
    await mkdir(checkpointDir, { recursive: true });
  } catch (cause) {
    throw new SweepError("unavailable", `${checkpointDir} cannot be made: ${String(cause)}`, { cause });
  }
  return { folder, checkpointDir, log: join(folder, `attempt-${attempt}.log`) };
}
