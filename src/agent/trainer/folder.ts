import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { SweepError } from "../../error.ts";
import type { Lease } from "../../gen/macrosweep/v1/trial.ts";
import { MachineFault } from "../health/faults.ts";

/** Where one attempt of a trial leaves its things. */
export interface TrialFolder {
  /** The same for every attempt of the trial. */
  readonly checkpointDir: string;
  readonly log: string;
  /** What both are in. */
  readonly folder: string;
}

/**
 * Makes WORK/SWEEP/ID/TRIAL/checkpoint: a sweep of the same name in another journal has another id, and must not go on with these checkpoints.
 * Without an id, from a controller of an earlier version, WORK/SWEEP/TRIAL/checkpoint.
 * @throws SweepError `invalid` for a name or id that could lead out of the folder, MachineFault when the folder cannot be made.
 */
export async function makeTrialFolder(
  work: string,
  { sweep, trial, attempt }: Lease,
  sweepId: string,
): Promise<TrialFolder> {
  // The controller has checked the name; but this one becomes a path of this machine.
  if (!/^[a-z0-9]([a-z0-9-]{0,251}[a-z0-9])?$/.test(sweep)) {
    throw new SweepError("invalid", `sweep: ${JSON.stringify(sweep)} must be lower-case letters, digits and dashes`);
  }
  if (!/^[a-z0-9]{0,64}$/.test(sweepId)) {
    throw new SweepError("invalid", `sweep_id: ${JSON.stringify(sweepId)} must be lower-case letters and digits`);
  }
  const folder = join(work, sweep, sweepId, String(trial));
  const checkpointDir = join(folder, "checkpoint");
  try {
    await mkdir(checkpointDir, { recursive: true });
  } catch (cause) {
    throw new MachineFault(`${checkpointDir} cannot be made: ${String(cause)}`, cause);
  }
  return { folder, checkpointDir, log: join(folder, `attempt-${attempt}.log`) };
}
