import { type Command, Option } from "commander";
import { atHome } from "./home.ts";
import { addClientCommand, type ClientOptions } from "./options.ts";
import { writeOut } from "./output.ts";

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
    .action(async (name: string, { json, format, ...home }: ExportOptions) => {
      const text = await atHome(home, ({ client }) => client.export(name, json ? "jsonl" : format));
      writeOut(process.stdout, text);
    });
}
