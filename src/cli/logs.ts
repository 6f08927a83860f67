import type { Command } from "commander";
import type { LogTail } from "../shapes/logTail.ts";
import type { Client } from "./client.ts";
import { clock } from "./clock.ts";
import { EXIT } from "./exit.ts";
import { atHome } from "./home.ts";
import { addClientCommand, type ClientOptions, count, trialNumber } from "./options.ts";
import { printJson, printLines, printNotes } from "./output.ts";
import { stopSignal } from "./signals.ts";
import { logHead, logLines } from "./view/trialLog.ts";

interface LogOptions extends ClientOptions {
  readonly attempt?: number;
  readonly follow?: true;
}

/** `macrosweep logs NAME TRIAL`: what a trial's trainer prints. */
export function addLogs(program: Command): void {
  addClientCommand(program, "logs <name>", {
    summary: "print the end of what a trial's trainer has printed",
    description:
      "Print the last 64 KiB that a trial's trainer has printed besides its reports; the whole of it lies in the trial's folder on its agent. Of a trial that has failed its last lines are known when the agent has gone. With --follow it goes on until the trial has ended, over all its attempts. With --json one object for each piece.",
    example: "macrosweep logs beats 12 --follow",
  })
    .argument("<trial>", "number of the trial, from 0", trialNumber)
    .option("--attempt <number>", "that of an earlier attempt (default: the newest)", count)
    .option("-f, --follow", "go on with what is printed from now on")
    .action(async (name: string, trial: number, { json, attempt, follow, ...home }: LogOptions) => {
      const stop = stopSignal();
      const show = json === true ? printJson : printTail();
      await atHome(home, async ({ client }) => {
        const first = await client.logTail(name, trial, { attempt });
        show(first);
        if (follow) await followLog(client, first, attempt, show, stop);
      });
      if (stop.aborted) process.exitCode = EXIT.interrupted;
    });
}

// A trainer that prints an epoch a second is followed line by line.
const LOOK_MS = 1_000;

async function followLog(
  client: Client,
  first: LogTail,
  attempt: number | undefined,
  show: (tail: LogTail) => void,
  stop: AbortSignal,
): Promise<void> {
  const isAtEnd = ({ live, over }: LogTail) => !live && (over || attempt !== undefined);
  for (let last = first; !isAtEnd(last); ) {
    await clock.sleep(LOOK_MS, stop);
    if (stop.aborted) return;
    last = await client.logTail(first.sweep, first.trial, { attempt, after: last.next });
    if (last.text !== "") show(last);
  }
}

/** Says whose words follow where that changes: an attempt's, or those after a gap. */
function printTail(): (tail: LogTail) => void {
  let attempt = 0;
  return (tail) => {
    if (tail.attempt !== attempt || tail.truncated) printNotes([logHead(tail)], true);
    attempt = tail.attempt;
    printLines(logLines(tail));
  };
}
