import { join } from "node:path";
import type { Command } from "commander";
import { exitCodeFor } from "./exit.ts";
import { atHome } from "./home.ts";
import { addClientCommand, type ClientOptions } from "./options.ts";
import { printJson, printLines } from "./output.ts";
import { saveWinner } from "./saveWinner.ts";
import { shown } from "./shown.ts";
import { savedLines } from "./view/saved.ts";
import { bestLines } from "./view/winner.ts";

interface BestOptions extends ClientOptions {
  readonly save?: string;
  readonly work?: string;
}

/** `macrosweep best NAME`: the best trial, and as exit code whether an ended sweep has a winner. */
export function addBest(program: Command): void {
  addClientCommand(program, "best <name>", {
    summary: "show the best trial of a sweep",
    description:
      "Show the best trial of a sweep: params, value with its 95 % interval, F1 and support of each class; after a confirmation its mean over seeds, how surely it is the best, and how it stands against the baseline; without one what its single run is worth. With --save also keep all of it in a folder: params, scores, curve, what trains it anew, and what its trainer has left: the trained model of the bundled trainer, with how to load it, or the checkpoint of any other. Exit code 1 when the sweep has ended without a winner.",
    example: "macrosweep best beats --save beats-model",
  })
    .option("--save <dir>", "copy the winner's model and result into this folder, made when it is missing")
    .option("--work <dir>", "folder of the trials to save from (default: trials in that of --state)")
    .action(async (name: string, { json, save, work, ...home }: BestOptions) => {
      const folder = work ?? join(home.state, "trials");
      const { sweep, trials } = await atHome(home, async ({ client }) => {
        return { sweep: await client.get(name), trials: save === undefined ? [] : await client.trials(name) };
      });
      const winner = trials.find(({ trial }) => trial === sweep.best?.trial);
      const saved = save === undefined ? [] : savedLines(save, await saveWinner(sweep, winner, folder, save), folder);
      if (json) printJson(shown(sweep));
      else printLines([...bestLines(sweep), ...saved]);
      process.exitCode = exitCodeFor(sweep);
    });
}
