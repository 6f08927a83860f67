import { BOUNDS } from "../../bounds.ts";
import { clock } from "../../clock.ts";
import type { TrainerProcess } from "../process.ts";
import { diskUse } from "./diskUse.ts";
import type { Limits } from "./limits.ts";

/** A trainer has used more than it may. */
export interface Excess {
  /** Names the bound. */
  readonly reason: string;
  /** How long it may go on to save its work; 0 when it would go on taking more. */
  readonly graceMs: number;
}

/**
 * Watches a trainer, and what it has in its folder, until the signal is aborted, and tells the first excess. Disk and processes are looked at
 * about once a second, so they may be passed by what a trainer manages in that time.
 */
export async function watchLimits(
  trainer: TrainerProcess,
  folder: string,
  limits: Limits,
  graceMs: number,
  exceeded: (excess: Excess) => void,
  signal: AbortSignal,
): Promise<void> {
  const overTime = () => exceeded({ reason: `it ran ${overBound(limits.runTimeMs / 1000, "s", "runTime")}`, graceMs });
  const cancel = clock.after(limits.runTimeMs, overTime);
  try {
    // Most of what is broken ends before the first look.
    await clock.sleep(BOUNDS.limitsLook.everyMs, signal);
    while (!signal.aborted) {
      const startMs = clock.now();
      const reason = await excess(trainer, folder, limits);
      if (reason !== null && !signal.aborted) return exceeded({ reason, graceMs: 0 });
      // On a machine with thousands of processes, or in a folder of thousands of files, a look takes long and is the rarer for it.
      await clock.sleep(Math.max(BOUNDS.limitsLook.everyMs, (clock.now() - startMs) / BOUNDS.limitsLook.share), signal);
    }
  } finally {
    cancel();
  }
}

async function excess(trainer: TrainerProcess, folder: string, limits: Limits): Promise<string | null> {
  const running = trainer.countProcesses();
  if (running > limits.processes) return `it ran ${running} processes, ${overBound(limits.processes, "", "processes")}`;
  const { bytes, files } = await diskUse(folder, BOUNDS.folderFiles);
  if (bytes > limits.diskBytes)
    return `its folder took ${bytes} bytes, ${overBound(limits.diskBytes, "bytes", "disk")}`;
  return files > BOUNDS.folderFiles ? `its folder holds more than ${BOUNDS.folderFiles} files` : null;
}

function overBound(bound: number, unit: string, name: string): string {
  return `over its bound of ${bound}${unit === "" ? "" : ` ${unit}`} (trainer.limits.${name})`;
}
