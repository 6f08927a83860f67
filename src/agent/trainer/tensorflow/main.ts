import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { SweepError } from "../../../error.ts";
import { startBackend } from "./backend.ts";
import { readTable } from "./table.ts";
import { train } from "./train.ts";
import { readTrial } from "./trial.ts";

// The trainer that comes with macrosweep: `main.ts --data FILE --label COLUMN`, its trial in MACROSWEEP_TRIAL. Exit code 2 is bad input.
// SIGTERM ends it at once by its default action: a checkpoint is whole at any moment.

// Changes when the same input would be trained or stored in another way.
const VERSION = 1;

try {
  await main();
} catch (error) {
  if (!(error instanceof SweepError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}

async function main(): Promise<void> {
  const { data, label } = readArguments();
  const trial = readTrial(process.env.MACROSWEEP_TRIAL);
  const text = readData(data);
  const table = readTable(text, data, label);
  // Many trainers share a machine. One thread each is faster together, and adds in one order.
  process.env.TF_NUM_INTRAOP_THREADS ??= "1";
  const backend = await startBackend(console.error);
  console.error(`backend ${backend}`);
  const of = createHash("sha256")
    .update(JSON.stringify([VERSION, label, trial.seed, trial.epochs, trial.params]))
    .update(text);
  train(trial, table, of.digest("hex"), (report) => process.stdout.write(`@macrosweep ${report}\n`));
}

function readArguments(): { data: string; label: string } {
  try {
    const { data, label } = parseArgs({ options: { data: { type: "string" }, label: { type: "string" } } }).values;
    if (data !== undefined && label !== undefined) return { data, label };
  } catch (cause) {
    throw new SweepError("invalid", cause instanceof Error ? cause.message : String(cause), { cause });
  }
  throw new SweepError("invalid", "--data FILE and --label COLUMN are needed");
}

function readData(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new SweepError("invalid", `--data: cannot read ${path}: ${cause instanceof Error ? cause.message : cause}`, {
      cause,
    });
  }
}
