import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";

/** Whether the process runs; a zombie does not. */
export function runs(pid: number): boolean {
  return !["Z", "X", undefined].includes(stat(pid)[0]);
}

/** Resolves when the process runs no more; a test that waits in vain runs into its time limit. */
export async function ended(pid: number): Promise<void> {
  while (runs(pid)) await wait(20);
}

/** The processes that this one has started and that have not lost it. */
export function childrenOf(parent: number): number[] {
  return readdirSync("/proc")
    .map(Number)
    .filter((pid) => pid > 0 && stat(pid)[1] === String(parent));
}

/** State, parent and so on; empty when there is no such process. */
function stat(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/stat`, "latin1").split(") ").at(-1)!.split(" ");
  } catch {
    return [];
  }
}
