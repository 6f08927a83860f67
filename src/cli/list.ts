import type { Command } from "commander";
import { atHome } from "./home.ts";
import { addClientCommand, type ClientOptions } from "./options.ts";
import { printJsonLines, printLines } from "./output.ts";
import { shown } from "./shown.ts";
import { agentHint } from "./view/agentHint.ts";
import { sweepTable } from "./view/sweeps.ts";

/** `macrosweep list`: all sweeps of the controller, in the order of their creation. */
export function addList(program: Command): void {
  addClientCommand(program, "list", {
    summary: "list all sweeps",
    description:
      "List the sweeps of a controller: state, best value, trials and epochs. With --json one object a line.",
    example: "macrosweep list --url http://gpu-box:7451",
  }).action(async ({ json, ...home }: ClientOptions) => {
    const { sweeps, agents } = await atHome(home, async ({ client, agents }) => ({
      sweeps: await client.list(),
      agents,
    }));
    if (json) printJsonLines(sweeps.map(shown));
    else printLines([...sweepTable(sweeps), ...agentHint(sweeps, agents)]);
  });
}
