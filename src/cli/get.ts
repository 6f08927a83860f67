import type { Command } from "commander";
import { withClient } from "./client.ts";
import { addClientCommand, type ClientOptions } from "./options.ts";
import { printJson, printLines } from "./output.ts";
import { sweepShape } from "./shapes.ts";
import { agentHint } from "./view/agentHint.ts";
import { resultLines } from "./view/result.ts";

/** `macrosweep get NAME`: one sweep as it stands. */
export function addGet(program: Command): void {
  addClientCommand(program, "get <name>", {
    summary: "show a sweep as it stands",
    description: "Show one sweep as it stands: state, trials, epochs and the best trial.",
    example: "macrosweep get beats --json | jq .best.params",
  }).action(async (name: string, { controller, json }: ClientOptions) => {
    const sweep = await withClient(controller, (client) => client.get(name));
    if (json) printJson(sweepShape(sweep));
    else printLines([...resultLines(sweep), ...agentHint([sweep], controller)]);
  });
}
