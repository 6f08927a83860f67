import { readdirSync, readFileSync } from "node:fs";

/** Signals every process of the group. Nothing happens when it is gone, or belongs to somebody else by now. */
export function signalGroup(group: number, signal: NodeJS.Signals): void {
  signalProcess(-group, signal);
}

/** The same for one process. */
export function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (errorCode(error) !== "ESRCH" && errorCode(error) !== "EPERM") throw error;
  }
}

/** Whether a process of the group still runs. A zombie, which has ended and waits for its parent to ask how, does not run. */
export function groupLives(group: number): boolean {
  try {
    process.kill(-group, 0);
  } catch (error) {
    if (errorCode(error) === "ESRCH") return false;
    // For a group of zombies macOS says EPERM and Linux nothing.
    if (errorCode(error) === "EPERM") return process.platform === "linux";
    throw error;
  }
  return process.platform !== "linux" || someoneRuns(group);
}

// In a container the agent can be process 1, and then nobody asks orphans how they ended: they stay zombies in their group for ever.
function someoneRuns(group: number): boolean {
  return readdirSync("/proc").some((name) => /^\d+$/.test(name) && runsIn(group, name));
}

function runsIn(group: number, pid: string): boolean {
  // "pid (name) state parent group ...", where the name may contain anything.
  const [state, , itsGroup] = readStat(pid).split(") ").at(-1)?.split(" ") ?? [];
  return Number(itsGroup) === group && state !== "Z" && state !== "X";
}

function readStat(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, "latin1");
  } catch {
    // It has ended since the folder was read.
    return "";
  }
}

function errorCode(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
