import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { ENVIRONMENT } from "../../config.ts";

/**
 * Bounds the open files of a process that has just started, and of all that it will start, by util-linux's `prlimit`. Returns null, also for one that has
 * ended since, or why they are not bounded: the program is not there, or the system's own bound is lower already and may not be raised.
 */
export async function limitOpenFiles(pid: number, files: number): Promise<string | null> {
  try {
    await promisify(execFile)("prlimit", ["--pid", String(pid), `--nofile=${files}:${files}`], {
      env: { ...ENVIRONMENT, LC_ALL: "C" },
    });
    return null;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "prlimit is not on PATH";
    const said = error instanceof Error && "stderr" in error ? String(error.stderr).trim() : String(error);
    return said.endsWith("No such process") ? null : said;
  }
}
