import type { Command } from "commander";
import { nightsReport } from "../words/nightsReport.ts";
import { atHome } from "./home.ts";
import { addClientCommand, type ClientOptions } from "./options.ts";
import { printJson, writeOut } from "./output.ts";

/** `macrosweep nights SERIES`: what a series of sweeps has found. */
export function addNights(program: Command): void {
  addClientCommand(program, "nights <series>", {
    summary: "report on a series of nightly sweeps",
    description:
      "Report on a series of sweeps, in Markdown: whether the last nights found something surely better than what is in production, how the objective moved over the nights, and what should be rolled out. A series is the label macrosweep.dev/series, which submit --template sets.",
    example: "macrosweep nights beats-nightly > report.md",
  }).action(async (series: string, { json, ...home }: ClientOptions) => {
    const nights = await atHome(home, ({ client }) => client.nights(series));
    if (json) printJson(nights);
    else writeOut(process.stdout, nightsReport(nights));
  });
}
