import { BOUNDS } from "../bounds.ts";
import { clock } from "../clock.ts";
import { groupLives, signalGroup, signalProcess } from "./group.ts";
import { markedProcesses } from "./mark.ts";

/** A trainer with all that it has started: the processes of its group, and those that have left it (setsid, double fork). */
export interface Family {
  /** The trainer's process id, which is its group's. */
  readonly group: number;
  /** See `markedProcesses`. */
  readonly mark: string;
}

/** SIGKILL to every process of the family that runs now. */
export function killFamily({ group, mark }: Family): void {
  signalGroup(group, "SIGKILL");
  for (const pid of markedProcesses(mark)) signalProcess(pid, "SIGKILL");
}

/**
 * Kills the family, and whoever of it is born meanwhile, until nobody is left or the signal is aborted. Processes that fork faster than one
 * look takes are stopped by the limit of processes, or by the system's.
 */
export async function endFamily(family: Family, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && familyLives(family)) {
    killFamily(family);
    await clock.sleep(BOUNDS.groupPollMs, signal);
  }
}

/** Resolves when no process of the family runs, or the signal is aborted. */
export async function familyGone(family: Family, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && familyLives(family)) await clock.sleep(BOUNDS.groupPollMs, signal);
}

function familyLives({ group, mark }: Family): boolean {
  return groupLives(group) || markedProcesses(mark).length > 0;
}
