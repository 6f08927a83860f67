import type { Command } from "commander";
import { atHome } from "./home.ts";
import { addClientCommand, type ClientOptions, trialNumber } from "./options.ts";
import { printJson, printLines } from "./output.ts";
import { shown } from "./shown.ts";
import { retriedLine } from "./view/goingOn.ts";

/** `macrosweep retry NAME [TRIAL]`: lets trials run again that broke. */
export function addRetry(program: Command): void {
  addClientCommand(program, "retry <name>", {
    summary: "let failed trials run again",
    description:
      "Let trials run again that failed, were cancelled or lost their machine too often: all of them, or the one that is named. They keep their numbers, params and seeds, and go on from their checkpoints where there are any. A sweep that had ended goes on for them.",
    example: "macrosweep retry beats 12",
  })
    .argument("[trial]", "number of the trial, from 0 (default: all that can be)", trialNumber)
    .action(async (name: string, trial: number | undefined, { json, ...home }: ClientOptions) => {
      const { sweep, trials } = await atHome(home, ({ client }) => client.retry(name, trial));
      if (json) printJson(shown(sweep));
      else printLines([retriedLine(name, trials)]);
    });
}
