import { readdirSync, readFileSync } from "node:fs";

/** Variable whose value no two attempts share, on no agent. Every process that a trainer starts inherits it, wherever it goes from there. */
export const MARK = "MACROSWEEP_LEASE";

/**
 * The processes that run with this mark in their environment, whatever group, session or parent they have by now. Linux only: none elsewhere.
 * One that was started without its parent's environment, or has written over its own, is not found, and neither is another user's.
 */
export function markedProcesses(mark: string): number[] {
  if (process.platform !== "linux") return [];
  const entry = Buffer.from(`\0${MARK}=${mark}\0`);
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && environment(name).includes(entry))
    .map(Number);
}

// With a zero before and after each variable. Nothing for a process that has ended, a zombie among them, or is not ours to look into.
function environment(pid: string): Buffer {
  try {
    return Buffer.concat([zero, readFileSync(`/proc/${pid}/environ`), zero]);
  } catch {
    return zero;
  }
}

const zero = Buffer.alloc(1);
