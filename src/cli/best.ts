import type { Command } from "commander";
import { withClient } from "./client.ts";
import { exitCodeFor } from "./exit.ts";
import { addClientCommand, type ClientOptions } from "./options.ts";
import { printJson, printLines } from "./output.ts";
import { sweepShape } from "./shapes.ts";
import { bestLines } from "./view/winner.ts";

/** `macrosweep best NAME`: the best trial, and as exit code whether an ended sweep has a winner. */
export function addBest(program: Command): void {
  addClientCommand(program, "best <name>", {
    summary: "show the best trial of a sweep",
    description:
      "Show the best trial of a sweep: params, value with its 95 % interval, F1 and support of each class. Exit code 1 when the sweep has ended without a winner.",
    example: "macrosweep best beats",
  }).action(async (name: string, { controller, json }: ClientOptions) => {
    const sweep = await withClient(controller, (client) => client.get(name));
    if (json) printJson(sweepShape(sweep));
    else printLines(bestLines(sweep));
    process.exitCode = exitCodeFor(sweep);
  });
}
