import { type Command, Option } from "commander";
import { withClient } from "./client.ts";
import { csv } from "./csv.ts";
import { addClientCommand, type ClientOptions } from "./options.ts";
import { printJsonLines, writeOut } from "./output.ts";
import { paramText } from "./paramsShape.ts";
import { type TrialShape, trialShape } from "./shapes.ts";

interface ExportOptions extends ClientOptions {
  readonly format: "csv" | "jsonl";
}

/** `macrosweep export NAME`: all trials as a table for a notebook or a spreadsheet. */
export function addExport(program: Command): void {
  addClientCommand(program, "export <name>", {
    summary: "write all trials as CSV or JSON lines",
    description:
      "Write all trials of a sweep to stdout: csv with one column a parameter, or jsonl with the curves too (as trials --json).",
    example: "macrosweep export beats --format csv > beats.csv",
  })
    .addOption(new Option("--format <format>", "format of the rows").choices(["csv", "jsonl"]).default("csv"))
    .action(async (name: string, { controller, json, format }: ExportOptions) => {
      const trials = await withClient(controller, (client) => client.trials(name));
      const shapes = trials.map(trialShape);
      if (json || format === "jsonl") printJsonLines(shapes);
      else writeOut(process.stdout, csv(rows(shapes)));
    });
}

/** Titles and rows; a cell is empty where a trial has no such param, no value or no reason, and replicateOf where it is none. */
function rows(trials: readonly TrialShape[]): (string | number | boolean | null)[][] {
  const params = [...new Set(trials.flatMap((trial) => Object.keys(trial.params)))];
  const titles = [
    "trial",
    "state",
    "value",
    "steps",
    "attempt",
    "seed",
    "reason",
    "replicateOf",
    "testValue",
    ...params.map((name) => `param.${name}`),
  ];
  return [
    titles,
    ...trials.map(({ trial, state, value, steps, attempt, seed, reason, replicateOf, testValue, params: set }) => {
      const cells = params.map((name) => {
        const value = set[name];
        // An empty cell says that there is no such param, which null does not.
        return typeof value === "object" ? paramText(value) : (value ?? null);
      });
      return [trial, state, value, steps, attempt, seed, reason, replicateOf, testValue, ...cells];
    }),
  ];
}
