import type { Command } from "commander";
import { SweepError } from "../error.ts";
import { EXIT, exitCodeFor } from "./exit.ts";
import { follow } from "./follow.ts";
import { atHome, type Home } from "./home.ts";
import { addClientCommand, type ClientOptions } from "./options.ts";
import { printJson, printLines } from "./output.ts";
import { openProgress } from "./progress.ts";
import { shown } from "./shown.ts";
import { stopSignal } from "./signals.ts";
import { hasEnded } from "./sweep.ts";
import { retryHint } from "./view/goingOn.ts";
import { resultLines } from "./view/result.ts";

/** `macrosweep watch NAME`: follows a sweep until it ends. */
export function addWatch(program: Command): void {
  addClientCommand(program, "watch <name>", {
    summary: "follow a sweep until it ends",
    description:
      "Follow a sweep until it ends: live on a terminal, a line a happening elsewhere. With --json the lines go to stderr and the sweep comes last on stdout. Exit code 1 when it ends without a winner. Ctrl-C stops watching; the sweep goes on.",
    example: "macrosweep watch beats && macrosweep best beats",
  }).action(async (name: string, { json, ...home }: ClientOptions) => {
    process.exitCode = await atHome(home, (found) => watchToEnd(found, name, json));
  });
}

/** Follows a sweep, prints how it ended, and returns the exit code. @throws SweepError `unavailable` where no controller runs it */
export async function watchToEnd({ client, agents, runs }: Home, name: string, json = false): Promise<number> {
  if (!runs && !hasEnded(await client.get(name))) {
    throw new SweepError(
      "unavailable",
      `sweep "${name}" goes on with nobody: start "macrosweep controller" or "macrosweep run" on its folder`,
    );
  }
  const stop = stopSignal();
  const sweep = await follow(client, name, openProgress({ json, agents }), stop);
  if (json) printJson(shown(sweep));
  else if (!stop.aborted) printLines([[], ...resultLines(sweep), ...retryHint(sweep)]);
  return stop.aborted ? EXIT.interrupted : exitCodeFor(sweep);
}
