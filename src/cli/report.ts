import { writeFile } from "node:fs/promises";
import type { Command } from "commander";
import { atHome } from "./home.ts";
import { addClientCommand, type ClientOptions } from "./options.ts";
import { printJson, printLines } from "./output.ts";
import { recordAnswers } from "./report/recordAnswers.ts";
import { readBuiltPage, reportHtml } from "./report/reportHtml.ts";

interface ReportOptions extends ClientOptions {
  readonly output?: string;
}

/** `macrosweep report NAME`: a sweep as one HTML file. */
export function addReport(program: Command): void {
  addClientCommand(program, "report <name>", {
    summary: "write a sweep as one HTML file, to mail or to keep",
    description:
      "Write a sweep as it stands into one HTML file: the views of the page, with everything in it. Opened from the disk it needs no controller and asks nobody for anything.",
    example: "macrosweep report beats --output beats.html",
  })
    .option("--output <file>", "where to write it (default: NAME.html)")
    .action(async (name: string, { json, output = `${name}.html`, ...options }: ReportOptions) => {
      const page = readBuiltPage();
      const answers = await atHome(options, ({ client, connection }) => recordAnswers(client, connection, name));
      const html = reportHtml(page, name, answers);
      await writeFile(output, html);
      if (json) printJson({ sweep: name, file: output, bytes: Buffer.byteLength(html) });
      else printLines([[`Sweep ${name} is written to `, [output, "cyan"]]]);
    });
}
