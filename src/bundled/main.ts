import { createHash } from "node:crypto";
import { join } from "node:path";
import { SweepError } from "../error.ts";
import { startBackend } from "./backend/backend.ts";
import { check } from "./check.ts";
import { type Dataset, datasetOf } from "./data/dataset.ts";
import { describeData } from "./data/describe.ts";
import { readSamples } from "./data/readSamples.ts";
import { PARTS } from "./data/samples.ts";
import { readOptions } from "./options.ts";
import type { Params } from "./params/params.ts";
import { readParams } from "./params/readParams.ts";
import { predict } from "./predict/predict.ts";
import { saveModel } from "./save/saveModel.ts";
import { train } from "./train.ts";
import { readTrial, type Trial } from "./trial.ts";

// The trainer that comes with macrosweep: `main.ts --data FILE --label COLUMN ...`, its trial in MACROSWEEP_TRIAL. Exit code 2 is bad input.
// `main.ts check --data ...` looks at the data alone, and
// `main.ts predict ...` uses what a trial has saved.
// SIGTERM ends it at once by its default action: a checkpoint is whole at any moment. What it has trained is in checkpointDir/model at the end.

// Changes when the same input would be trained or stored in another way.
const VERSION = 4;

try {
  const [first, ...rest] = process.argv.slice(2);
  if (first === "predict") await predict(rest);
  else if (first === "check") await check(rest);
  else await main();
} catch (error) {
  if (!(error instanceof SweepError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  const trial = readTrial(process.env.MACROSWEEP_TRIAL);
  const data = datasetOf(await readSamples(options.data, options), options.data, options, trial);
  const params = readParams(trial.params, data.layout.model);
  console.error(describeData(data));
  // Many trainers share a machine. One thread each is faster together, and adds in one order.
  process.env.TF_NUM_INTRAOP_THREADS ??= "1";
  console.error(`backend ${await startBackend(console.error)}`);
  const trained = train(trial, params, data, digest(trial, params, data), (report) => {
    process.stdout.write(`@macrosweep ${report}\n`);
  });
  await saveModel(join(trial.checkpointDir, "model"), trained, data, params, options);
}

/** Of all that the training depends on. */
function digest({ seed, epochs }: Trial, params: Params, data: Dataset): string {
  const hash = createHash("sha256").update(JSON.stringify([VERSION, seed, epochs, params, data.layout, data.classes]));
  for (const part of PARTS) hash.update(data[part].features).update(data[part].labels);
  return hash.digest("hex");
}
