import { BOUNDS } from "../bounds.ts";
import { clock } from "../clock.ts";
import { groupLives, signalGroup, signalProcess } from "./group.ts";
import { markedProcesses, numbersAscend } from "./mark.ts";

/** A trainer with all that it has started: the processes of its group, and those that have left it (setsid, double fork). */
export interface Family {
  /** The trainer's process id, which is its group's. */
  readonly group: number;
  /** See `markedProcesses`. */
  readonly mark: string;
  /** When it was started, by this process's clock; left out where another process started it. */
  readonly startMs?: number;
}

/** SIGKILL to every process of the family that runs now. */
export function killFamily(family: Family): void {
  const { group, mark } = family;
  signalGroup(group, "SIGKILL");
  for (const pid of markedProcesses(mark, oldest(family))) signalProcess(pid, "SIGKILL");
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

function familyLives(family: Family): boolean {
  return groupLives(family.group) || countFamily(family) > 0;
}

/** Processes of the family that run now; 0 where they cannot be told from others, as anywhere but on Linux. */
export function countFamily(family: Family): number {
  return markedProcesses(family.mark, oldest(family)).length;
}

/** The lowest number that one of the family can have. Numbers are given in turn, so soon after its start all of it come after the first. */
function oldest({ group, startMs }: Family): number {
  return startMs !== undefined && numbersAscend(group, clock.now() - startMs) ? group : 0;
}
