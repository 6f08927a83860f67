import type { Command } from "commander";
import { atHome } from "./home.ts";
import { addClientCommand, type ClientOptions } from "./options.ts";
import { printJson, printLines } from "./output.ts";
import { deletedLines } from "./view/goingOn.ts";

/** `macrosweep delete NAME`: removes an ended sweep. */
export function addDelete(program: Command): void {
  addClientCommand(program, "delete <name>", {
    summary: "remove an ended sweep with all that is known of it",
    description:
      "Remove a sweep that has ended with its trials, curves and history; its name is then free. What its trials have left on the agents (logs, checkpoints) stays there, and the command says where.",
    example: "macrosweep cancel beats && macrosweep delete beats",
  }).action(async (name: string, { json, ...home }: ClientOptions) => {
    const deleted = await atHome(home, ({ client }) => client.remove(name));
    if (json) printJson(deleted);
    else printLines(deletedLines(deleted));
  });
}
