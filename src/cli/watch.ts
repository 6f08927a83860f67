import type { Command } from "commander";
import { type Client, withClient } from "./client.ts";
import { EXIT, exitCodeFor } from "./exit.ts";
import { follow } from "./follow.ts";
import { addClientCommand, type ClientOptions } from "./options.ts";
import { printJson, printLines } from "./output.ts";
import { openProgress } from "./progress.ts";
import { sweepShape } from "./shapes.ts";
import { stopSignal } from "./signals.ts";
import { retryHint } from "./view/goingOn.ts";
import { resultLines } from "./view/result.ts";

/** `macrosweep watch NAME`: follows a sweep until it ends. */
export function addWatch(program: Command): void {
  addClientCommand(program, "watch <name>", {
    summary: "follow a sweep until it ends",
    description:
      "Follow a sweep until it ends: live on a terminal, a line a happening elsewhere. With --json the lines go to stderr and the sweep comes last on stdout. Exit code 1 when it ends without a winner. Ctrl-C stops watching; the sweep goes on.",
    example: "macrosweep watch beats && macrosweep best beats",
  }).action(async (name: string, { controller, json }: ClientOptions) => {
    process.exitCode = await withClient(controller, (client) => watchToEnd(client, name, { controller, json }));
  });
}

/** Follows a sweep, prints how it ended, and returns the exit code. */
export async function watchToEnd(
  client: Client,
  name: string,
  { controller, json = false }: ClientOptions,
): Promise<number> {
  const stop = stopSignal();
  const sweep = await follow(client, name, openProgress({ json, controller }), stop);
  if (json) printJson(sweepShape(sweep));
  else if (!stop.aborted) printLines([[], ...resultLines(sweep), ...retryHint(sweep)]);
  return stop.aborted ? EXIT.interrupted : exitCodeFor(sweep);
}
