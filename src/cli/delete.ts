import type { Command } from "commander";
import { withClient } from "./client.ts";
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
  }).action(async (name: string, { controller, json }: ClientOptions) => {
    const { id, agents } = await withClient(controller, async (client) => {
      const sweep = await client.get(name);
      return { id: sweep.id, agents: await client.remove(name) };
    });
    if (json) printJson({ sweep: name, deleted: true, agents, folder: `${name}/${id}` });
    else printLines(deletedLines(name, id, agents));
  });
}
