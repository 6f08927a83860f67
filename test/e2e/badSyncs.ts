import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";

/** Whether strace may change what a process is told of its syncs. */
export const canTrace =
  spawnSync("strace", ["-e", "trace=fsync", "-e", "inject=fsync:delay_enter=1", "true"]).status === 0;

/** For the titles of tests that need it. */
export const NEEDS_STRACE = "(needs strace, and that it may trace)";

/** From now on each sync of a process does this, in strace's words. Returns what ends that. */
export async function tamperSyncs(pid: number, what: string): Promise<() => Promise<void>> {
  const inject = ["-e", "trace=fsync,fdatasync", "-e", `inject=fsync,fdatasync:${what}`];
  const options = ["-f", "-o", "/dev/null", ...inject, "-p", String(pid)];
  const strace = spawn("strace", options, { stdio: ["ignore", "ignore", "pipe"] });
  const ended = once(strace, "exit");
  // It says so once for the process and its threads, or why not.
  await Promise.race([once(strace.stderr, "data"), ended]);
  strace.stderr.resume();
  return async () => {
    // It lets the process go before it ends.
    strace.kill("SIGTERM");
    await ended;
  };
}
