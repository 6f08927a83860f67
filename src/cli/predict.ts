import { spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { extname } from "node:path";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import type { Command } from "commander";
import { SweepError } from "../error.ts";
import { addCommand } from "./options.ts";

interface PredictOptions {
  readonly json?: boolean;
  readonly out?: string;
  readonly encoding?: string;
  readonly decimal?: string;
}

/** `macrosweep predict DIR ROWS`: what a saved model of the bundled trainer makes of new rows. Needs no controller. */
export function addPredict(program: Command): void {
  addCommand(program, "predict <dir> <rows>", {
    summary: "classify new rows with a saved model",
    description:
      "Classify the rows of a CSV file (.npy for a model of arrays) with the model of the bundled trainer that `best NAME --save DIR` has written: CSV with the class of each row and the probability of each class, in the order of the rows. Columns are found by name; texts, missing values and scaling are as in training.",
    example: "macrosweep predict beats-model new.csv --out predictions.csv",
  })
    .option("--out <file>", "write there, not to stdout")
    .option(
      "--encoding <name>",
      "how the rows are written, such as windows-1252; as the training data where it is not said",
    )
    .option("--decimal <mark>", "point or comma; as in the training data where it is not said")
    .action(async (dir: string, rows: string, { out, encoding, decimal, json }: PredictOptions) => {
      const said = { model: dir, rows, encoding, decimal };
      const options = Object.entries(said).flatMap(([name, value]) =>
        value === undefined ? [] : [`--${name}=${value}`],
      );
      process.exitCode = await run(json ? [...options, "--json"] : options, out);
    });
}

/** The exit code of the bundled trainer's program, whose errors go where ours do. */
async function run(options: readonly string[], out: string | undefined): Promise<number> {
  const child = spawn(process.execPath, [bundledTrainer(), "predict", ...options], {
    stdio: ["ignore", out === undefined ? "inherit" : "pipe", "inherit"],
  });
  const ended = new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve(code ?? 1));
  });
  if (out === undefined || child.stdout === null) return ended;
  try {
    await pipeline(child.stdout, createWriteStream(out));
  } catch (cause) {
    child.kill();
    throw new SweepError("invalid", `--out ${out}: cannot be written: ${String(cause)}`, { cause });
  }
  return ended;
}

// TypeScript as it stands in a checkout, JavaScript after the build.
function bundledTrainer(): string {
  return fileURLToPath(new URL(`../bundled/main${extname(import.meta.url)}`, import.meta.url));
}
