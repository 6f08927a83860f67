import { readFileSync } from "node:fs";
import { ENVIRONMENT } from "../../config.ts";
import { findProgram } from "../findProgram.ts";

/** How to start a program, and why its open files are not bounded; null: they are. */
export interface Bounded {
  readonly argv: readonly string[];
  readonly unbounded: string | null;
}

/**
 * Bounds the open files of a program, and of all that it will start, from its first instruction on: util-linux's `prlimit` sets the bound and becomes the
 * program. Not where it is not there, or the system's own bound is lower already and may not be raised.
 */
export function boundOpenFiles(argv: readonly string[], files: number): Bounded {
  if (prlimit === null) return { argv, unbounded: "prlimit is not on PATH" };
  if (files > highest) return { argv, unbounded: `the system allows ${highest} already` };
  return { argv: [prlimit, `--nofile=${files}:${files}`, "--", ...argv], unbounded: null };
}

const prlimit = process.platform === "linux" ? findProgram("prlimit", ENVIRONMENT.PATH, "/") : null;

// The hard limit of this process, which root may pass.
const highest = process.getuid?.() === 0 ? Number.POSITIVE_INFINITY : hardLimit();

function hardLimit(): number {
  try {
    const [, hard = ""] = /^Max open files\s+\S+\s+(\d+)/m.exec(readFileSync("/proc/self/limits", "utf8")) ?? [];
    return hard === "" ? Number.POSITIVE_INFINITY : Number(hard);
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
