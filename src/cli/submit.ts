import type { Command } from "commander";
import { SweepError } from "../error.ts";
import { loadDocument, printWarnings } from "./document.ts";
import { atHome } from "./home.ts";
import { addClientCommand, type ClientOptions } from "./options.ts";
import { printJson, printLines, printNotes } from "./output.ts";
import { shown } from "./shown.ts";
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
    .action(async (file: string, { json = false, watch, ...home }: SubmitOptions) => {
      const { document, warnings } = await loadDocument(file);
      printWarnings(warnings);
      await atHome(home, async (found) => {
        if (!found.runs) throw noController(home.state);
        const { sweep, existing, changes } = await found.client.create(document);
        const name = sweep.sweep;
        printNotes(changeLines(name, changes), json);
        if (watch) process.exitCode = await watchToEnd(found, name, json);
        else if (json) printJson(shown(sweep));
        else
          printLines([
            [`Sweep ${name} ${existing ? "is there already" : "is created"}; follow it with: macrosweep watch ${name}`],
          ]);
      });
    });
}

function noController(state: string): SweepError {
  const advice = `start one with "macrosweep controller", or train here with "macrosweep run"`;
  return new SweepError("unavailable", `no controller holds ${state}; ${advice}`);
}
