import type { Command } from "commander";
import { explanationShape } from "../shapes/trial.ts";
import { atHome } from "./home.ts";
import { addClientCommand, type ClientOptions, trialNumber } from "./options.ts";
import { printJson, printLines } from "./output.ts";
import { explanationLines } from "./view/explanation.ts";

/** `macrosweep explain NAME TRIAL`: how a trial came to its params and to its end. */
export function addExplain(program: Command): void {
  addClientCommand(program, "explain <name>", {
    summary: "explain how a trial came about and ended",
    description:
      "Explain one trial: how its params were chosen, what the pruner said at each rung, how each attempt ended, and its scores by class.",
    example: "macrosweep explain beats 12",
  })
    .argument("<trial>", "number of the trial, from 0", trialNumber)
    .action(async (name: string, trial: number, { json, ...home }: ClientOptions) => {
      await atHome(home, async ({ client }) => {
        const told = await client.explain(name, trial);
        // The keys that are promised to scripts, and no others.
        if (json) printJson(explanationShape.parse(told));
        else printLines(explanationLines(await client.get(name), told));
      });
    });
}
