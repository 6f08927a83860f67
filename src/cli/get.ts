import type { Command } from "commander";
import { atHome } from "./home.ts";
import { addClientCommand, type ClientOptions } from "./options.ts";
import { printJson, printLines } from "./output.ts";
import { shown } from "./shown.ts";
import { agentHint } from "./view/agentHint.ts";
import { resultLines } from "./view/result.ts";

/** `macrosweep get NAME`: one sweep as it stands. */
export function addGet(program: Command): void {
  addClientCommand(program, "get <name>", {
    summary: "show a sweep as it stands",
    description: "Show one sweep as it stands: state, trials, epochs and the best trial.",
    example: "macrosweep get beats --json | jq .best.params",
  }).action(async (name: string, { json, ...home }: ClientOptions) => {
    const { sweep, agents } = await atHome(home, async ({ client, agents }) => ({
      sweep: await client.get(name),
      agents,
    }));
    if (json) printJson(shown(sweep));
    else printLines([...resultLines(sweep), ...agentHint([sweep], agents)]);
  });
}
