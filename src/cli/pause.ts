import type { Command } from "commander";
import { withClient } from "./client.ts";
import { addClientCommand, type ClientOptions } from "./options.ts";
import { printJson, printLines } from "./output.ts";
import { sweepShape } from "./shapes.ts";

/** `macrosweep pause NAME`: no new trials start. */
export function addPause(program: Command): void {
  addClientCommand(program, "pause <name>", {
    summary: "start no new trials",
    description: "Pause a sweep: no new trials start, those that run go on to their end.",
    example: "macrosweep pause beats",
  }).action(async (name: string, { controller, json }: ClientOptions) => {
    const sweep = await withClient(controller, (client) => client.pause(name));
    if (json) printJson(sweepShape(sweep));
    else printLines([[`Sweep ${name} is paused.`]]);
  });
}
