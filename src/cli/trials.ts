import type { Command } from "commander";
import { atHome } from "./home.ts";
import { addClientCommand, type ClientOptions } from "./options.ts";
import { printJsonLines, printLines } from "./output.ts";
import { trialTable } from "./view/trials.ts";

/** `macrosweep trials NAME`: all trials of a sweep with their curves. */
export function addTrials(program: Command): void {
  addClientCommand(program, "trials <name>", {
    summary: "list the trials of a sweep",
    description:
      "List the trials of a sweep: state, last value, epochs, curve and params. With --json one object a line.",
    example: "macrosweep trials beats --json | jq -c 'select(.state == \"failed\") | [.trial, .reason]'",
  }).action(async (name: string, { json, ...home }: ClientOptions) => {
    await atHome(home, async ({ client }) => {
      const trials = await client.trials(name);
      if (json) printJsonLines(trials);
      else printLines(trialTable(await client.get(name), trials));
    });
  });
}
