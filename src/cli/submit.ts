import type { Command } from "commander";
import { withClient } from "./client.ts";
import { loadDocument, printWarnings } from "./document.ts";
import { addClientCommand, type ClientOptions } from "./options.ts";
import { printJson, printLines, printNotes } from "./output.ts";
import { sweepShape } from "./shapes.ts";
import { changeLines } from "./view/goingOn.ts";
import { watchToEnd } from "./watch.ts";

interface SubmitOptions extends ClientOptions {
  readonly watch?: true;
}

/** `macrosweep submit FILE`: hands a sweep document to a controller. */
export function addSubmit(program: Command): void {
  addClientCommand(program, "submit <file>", {
    summary: "create a sweep from a document",
    description:
      "Create a sweep from a document. The same document again is the same sweep. With an edited one it goes on, also when it had ended: with another budget, other constraints or another confirmation; an edit that gives its trials another meaning is refused, and what it is is said.",
    example: "macrosweep submit beats.yaml --watch",
  })
    .option("--watch", "then follow the sweep until it ends, as the command watch does")
    .action(async (file: string, { controller, json = false, watch }: SubmitOptions) => {
      const { document, warnings } = await loadDocument(file);
      printWarnings(warnings);
      await withClient(controller, async (client) => {
        const { sweep, existing, changes } = await client.create(document);
        printNotes(changeLines(sweep.name, changes), json);
        if (watch) process.exitCode = await watchToEnd(client, sweep.name, { controller, json });
        else if (json) printJson(sweepShape(sweep));
        else
          printLines([
            [
              `Sweep ${sweep.name} ${existing ? "is there already" : "is created"}; follow it with: macrosweep watch ${sweep.name}`,
            ],
          ]);
      });
    });
}
