import { readdirSync, readFileSync } from "node:fs";

/** A process that still runs: its number, and its command line for the message of a failing test. */
export interface Left {
  readonly pid: number;
  readonly command: string;
}

/**
 * The processes that have `text` in their environment. Children inherit it, so this finds what a command started, however deep and whoever
 * its parent is now. Linux only, like the rest of what looks into /proc here.
 */
export function processesWith(text: string): Left[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => read(pid, "environ").includes(text))
    .map((pid) => ({ pid: Number(pid), command: read(pid, "cmdline").replaceAll("\0", " ").trim() }));
}

/** Kills a process, unless it has ended by itself. */
export function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

/** Whether a process still runs; a zombie does not. */
export function runs(pid: number): boolean {
  return read(String(pid), "environ") !== "";
}

// Nothing for a process that has ended, a zombie among them.
function read(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}
