import type { Command } from "commander";
import { type Conversion, convert } from "../convert/index.ts";
import { SweepError } from "../error.ts";
import { readYaml } from "../yaml/readYaml.ts";
import { writeYaml } from "../yaml/writeYaml.ts";
import { addCommand, count } from "./options.ts";
import { printJson, writeOut } from "./output.ts";
import { readTextFile } from "./textFile.ts";

interface ConvertOptions {
  readonly json?: boolean;
  readonly epochs?: number;
  readonly trials?: number;
  readonly parallel?: number;
}

// As of a sweep document.
const MAX_BYTES = 1024 * 1024;

/** `macrosweep convert FILE`: another tool's search as a sweep document. */
export function addConvert(program: Command): void {
  addCommand(program, "convert <file>", {
    summary: "make a sweep document of another tool's",
    description:
      "Make a sweep document of a Katib Experiment, a Kubeflow OptimizationJob or a W&B sweep. It comes on stdout; what has no counterpart is said line by line on stderr, and at the head of the document. What the other tool does not say is given here.",
    example: "macrosweep convert experiment.yaml --epochs 27 > sweep.yaml",
  })
    .option("--epochs <count>", "epochs of a full training", count)
    .option("--trials <count>", "configurations to try", count)
    .option("--parallel <count>", "trials at a time", count)
    .action(async (file: string, { json, ...hints }: ConvertOptions) => {
      const { data, lineOf } = readYaml(readTextFile(file, MAX_BYTES), file);
      const conversion = converted(file, lineOf, () => convert(data, hints));
      await check(conversion, file);
      const remarks = conversion.remarks
        .map(({ path, what }) => ({ line: lineOf(path), path, what }))
        .sort((a, b) => a.line - b.line);
      const { from, document } = conversion;
      if (json) return printJson({ from, document, remarks });
      const lines = remarks.map(({ line, path, what }) => `line ${line}: ${path}: ${what}`);
      for (const line of lines) process.stderr.write(`${file}: ${line}\n`);
      const head = [
        `From ${from}, ${file}. ${lines.length === 0 ? "All of it has a counterpart." : "Not as it was there:"}`,
      ];
      writeOut(process.stdout, writeYaml(document, [...head, ...lines.map((line) => `  ${line}`)].join("\n")));
    });
}

/** The same, with the lines of the file in what is wrong. */
function converted(file: string, lineOf: (path: string) => number, work: () => Conversion): Conversion {
  try {
    return work();
  } catch (cause) {
    if (!(cause instanceof SweepError)) throw cause;
    const { mistakes } = cause;
    const lines = cause.message.split("\n").map((text, index) => {
      const path = mistakes[index]?.path;
      return path === undefined ? text : `line ${lineOf(path)}: ${text}`;
    });
    throw new SweepError(cause.code, `${file} cannot become a sweep\n${lines.join("\n").replace(/^/gm, "  ")}`, {
      cause,
    });
  }
}

/** @throws SweepError `invalid` where what came of it is no valid document */
async function check({ document, from }: Conversion, file: string): Promise<void> {
  const { readDocument } = await import("../controller/index.ts");
  try {
    readDocument(document);
  } catch (cause) {
    if (!(cause instanceof SweepError)) throw cause;
    const text = `${file}: what comes of ${from} is no valid sweep; mend it there\n${cause.message.replace(/^/gm, "  ")}`;
    throw new SweepError(cause.code, text, { cause });
  }
}
