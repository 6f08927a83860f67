import type { Command } from "commander";
import { withClient } from "./client.ts";
import { addClientCommand, type ClientOptions } from "./options.ts";
import { printJsonLines, printLines } from "./output.ts";
import { trialShape } from "./shapes.ts";
import { trialTable } from "./view/trials.ts";

/** `macrosweep trials NAME`: all trials of a sweep with their curves. */
export function addTrials(program: Command): void {
  addClientCommand(program, "trials <name>", {
    summary: "list the trials of a sweep",
    description:
      "List the trials of a sweep: state, last value, epochs, curve and params. With --json one object a line.",
    example: "macrosweep trials beats --json | jq -c 'select(.state == \"failed\") | [.trial, .reason]'",
  }).action(async (name: string, { controller, json }: ClientOptions) => {
    const trials = await withClient(controller, (client) => client.trials(name));
    if (json) printJsonLines(trials.map(trialShape));
    else printLines(trialTable(trials));
  });
}
