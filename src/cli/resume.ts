import type { Command } from "commander";
import { withClient } from "./client.ts";
import { addClientCommand, type ClientOptions } from "./options.ts";
import { printJson, printLines } from "./output.ts";
import { sweepShape } from "./shapes.ts";

/** `macrosweep resume NAME`: lets a paused sweep go on. */
export function addResume(program: Command): void {
  addClientCommand(program, "resume <name>", {
    summary: "let a paused sweep go on",
    description: "Let a paused sweep go on.",
    example: "macrosweep resume beats",
  }).action(async (name: string, { controller, json }: ClientOptions) => {
    const sweep = await withClient(controller, (client) => client.resume(name));
    if (json) printJson(sweepShape(sweep));
    else printLines([[`Sweep ${name} goes on.`]]);
  });
}
