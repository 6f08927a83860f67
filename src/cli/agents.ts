import type { Command } from "commander";
import { clock } from "./clock.ts";
import { atHome } from "./home.ts";
import { addClientCommand, type ClientOptions } from "./options.ts";
import { printJsonLines, printLines } from "./output.ts";
import { agentTable } from "./view/agents.ts";

/** `macrosweep agents`: who trains for a controller. */
export function addAgents(program: Command): void {
  addClientCommand(program, "agents", {
    summary: "list the agents of a controller",
    description:
      "List the agents that are connected and those that lately were: their slots, GPUs and labels, the trials that they hold, and what is the matter with their machines. With --json one object a line.",
    example: "macrosweep agents",
  }).action(async ({ json, ...home }: ClientOptions) => {
    const agents = await atHome(home, ({ client }) => client.agents());
    if (json) printJsonLines(agents);
    else printLines(agentTable(agents, clock.wallMs()));
  });
}
