import { SweepError } from "../../error.ts";

/** Something that every trial needs of this machine cannot be had. */
export class MachineFault extends SweepError {
  constructor(message: string, cause: unknown) {
    super("unavailable", message, { cause });
  }
}

// What a system call says when the machine, or what it stands on, is at an end: disk, quota, files, processes, memory, a file system that is gone.
const MACHINE = new Set([
  "ENOSPC",
  "EDQUOT",
  "EROFS",
  "EIO",
  "EUCLEAN",
  "ESTALE",
  "ENOTCONN",
  "EMFILE",
  "ENFILE",
  "ENOMEM",
  "EAGAIN",
  // A program that somebody is about to replace.
  "ETXTBSY",
]);

/** Whether an error, or what it came from, is the fault of this machine and not of the trial. */
export function isMachineFault(error: unknown): boolean {
  if (error instanceof MachineFault) return true;
  if (!(error instanceof Error)) return false;
  if ("code" in error && MACHINE.has(String(error.code))) return true;
  // The agent's own folder is gone.
  if ("syscall" in error && error.syscall === "uv_cwd") return true;
  return isMachineFault(error.cause);
}

// As C libraries, Python, Java and Node say it.
const WORDS = /no space left on device|\bENOSPC\b|disk quota exceeded|\bEDQUOT\b|read-only file system|\bEROFS\b/i;

/** What of this kind stands in the last lines of a trainer; null when nothing does. */
export function machineFaultIn(tail: string): string | null {
  return tail.split("\n").findLast((line) => WORDS.test(line)) ?? null;
}
