import type { Command } from "commander";
import { withClient } from "./client.ts";
import { addClientCommand, type ClientOptions } from "./options.ts";
import { printJson, printLines } from "./output.ts";
import { sweepShape } from "./shapes.ts";

/** `macrosweep cancel NAME`: ends a sweep for good. */
export function addCancel(program: Command): void {
  addClientCommand(program, "cancel <name>", {
    summary: "end a sweep for good",
    description: "Cancel a sweep for good: its running trials are stopped. What is known of them is kept.",
    example: "macrosweep cancel beats",
  }).action(async (name: string, { controller, json }: ClientOptions) => {
    const sweep = await withClient(controller, (client) => client.cancel(name));
    if (json) printJson(sweepShape(sweep));
    else printLines([[`Sweep ${name} is cancelled.`]]);
  });
}
