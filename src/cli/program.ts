import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { VERSION } from "../version.ts";
import { addAgent } from "./agent.ts";
import { addAgentCopy } from "./agentCopy.ts";
import { addAgents } from "./agents.ts";
import { addBackup, addRestore } from "./backup.ts";
import { addBest } from "./best.ts";
import { addCerts } from "./certs.ts";
import { addCompletion } from "./completion.ts";
import { addController } from "./controller.ts";
import { addConvert } from "./convert.ts";
import { addDelete } from "./delete.ts";
import { addDoctor } from "./doctor.ts";
import { addExplain } from "./explain.ts";
import { addExport } from "./export.ts";
import { addGet } from "./get.ts";
import { addJournal } from "./journal.ts";
import { addKatibSuggestion } from "./katibSuggestion.ts";
import { addList } from "./list.ts";
import { addLogs } from "./logs.ts";
import { addNights } from "./nights.ts";
import { addOrders } from "./orders.ts";
import { addPredict } from "./predict.ts";
import { addReplay } from "./replay.ts";
import { addReport } from "./report.ts";
import { addRetry } from "./retry.ts";
import { addRun } from "./run.ts";
import { addSchedules } from "./schedules.ts";
import { addSimulate } from "./simulate.ts";
import { addSubmit } from "./submit.ts";
import { addToken } from "./token.ts";
import { addTrials } from "./trials.ts";
import { addUi } from "./ui.ts";
import { addValidate } from "./validate.ts";
import { addWatch } from "./watch.ts";

/** The command line with all of its commands. Parsing throws what is wrong with the use, and what a command could not act on. */
export function createProgram(): Command {
  const program = new Command("macrosweep")
    .description(
      "Hyperparameter sweeps for classifiers on imbalanced data: macro-F1 curves, early pruning, Bayesian search.",
    )
    .addHelpText(
      "after",
      `
Exit codes:
  0  done
  1  the sweep ended without a winner: no trial completed, or none that satisfies the constraints
  2  wrong use, or an invalid document
  3  the controller cannot be reached, or cannot do its work now

Every key of a document: ${beside("docs/document.md")}
For editors:              ${beside("schema/sweep.schema.json")}

Example:
  macrosweep run examples/quickstart.yaml`,
    )
    .version(VERSION, "-V, --version", "print the version")
    .helpCommand(false)
    // Errors are told in one place, reportFailure, as text or as JSON.
    .configureOutput({ outputError: () => {} })
    .exitOverride();

  const commands = {
    "Sweep on this machine": [addRun, addValidate, addConvert, addSimulate, addPredict],
    "Run the parts": [
      addController,
      addAgent,
      addAgentCopy,
      addKatibSuggestion,
      addDoctor,
      addBackup,
      addRestore,
      addJournal,
    ],
    "Who may do what": [addToken, addCerts],
    "Ask a controller": [
      addUi,
      addSubmit,
      addWatch,
      addList,
      addGet,
      addBest,
      addTrials,
      addExplain,
      addLogs,
      addAgents,
      addReplay,
      addOrders,
      addRetry,
      addDelete,
      addExport,
      addReport,
      addNights,
      addSchedules,
    ],
    "For your shell": [addCompletion],
  } as const;

  for (const [group, adds] of Object.entries(commands)) {
    program.commandsGroup(`${group}:`);
    for (const add of adds) add(program);
  }
  return program;
}

/** Where a file of this package lies. */
function beside(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url));
}
