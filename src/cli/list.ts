import type { Command } from "commander";
import { withClient } from "./client.ts";
import { addClientCommand, type ClientOptions } from "./options.ts";
import { printJsonLines, printLines } from "./output.ts";
import { sweepShape } from "./shapes.ts";
import { agentHint } from "./view/agentHint.ts";
import { sweepTable } from "./view/sweeps.ts";

/** `macrosweep list`: all sweeps of the controller, in the order of their creation. */
export function addList(program: Command): void {
  addClientCommand(program, "list", {
    summary: "list all sweeps",
    description:
      "List the sweeps of a controller: state, best value, trials and epochs. With --json one object a line.",
    example: "macrosweep list --controller gpu-box:7450",
  }).action(async ({ controller, json }: ClientOptions) => {
    const sweeps = await withClient(controller, (client) => client.list());
    if (json) printJsonLines(sweeps.map((sweep) => sweepShape(sweep)));
    else printLines([...sweepTable(sweeps), ...agentHint(sweeps, controller)]);
  });
}
