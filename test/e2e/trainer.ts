// A trainer that learns nothing but says so at a steady pace: `node trainer.ts --loss LOSS [--gamma GAMMA] --folder DIR [--pace MS] [--gate EPOCH [--gated TRIAL]]`.
// It notes each epoch in DIR/diary after it has reported it, goes on from its checkpoint, and waits before epoch EPOCH, in every trial or in
// that one, until DIR/gate is there.
import { deepEqual } from "node:assert/strict";
import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { right } from "./right.ts";

const { values: options } = parseArgs({
  options: {
    loss: { type: "string" },
    gamma: { type: "string" },
    folder: { type: "string" },
    pace: { type: "string", default: "20" },
    gate: { type: "string" },
    gated: { type: "string" },
  },
});
const { trial, attempt, seed, params, epochs, checkpointDir } = JSON.parse(process.env.MACROSWEEP_TRIAL!);
// The two ways in which a trainer gets its params must not differ; one that is inactive must come in neither.
deepEqual([options.loss, options.gamma], [params.loss, params.gamma === undefined ? undefined : String(params.gamma)]);

const folder = options.folder!;
const gate = [undefined, String(trial)].includes(options.gated) ? Number(options.gate) : null;
const checkpoint = join(checkpointDir, "epoch");
const done = existsSync(checkpoint) ? Number(readFileSync(checkpoint, "utf8")) : 0;
for (let epoch = done + 1; epoch <= epochs; epoch++) {
  while (epoch === gate && !existsSync(join(folder, "gate"))) await pause(10);
  await pause(Number(options.pace));
  const good = right(params, seed, epoch);
  const confusion = [
    [good, 100 - good],
    [100 - good, good],
  ];
  console.log(`@macrosweep ${JSON.stringify({ epoch, confusion, classes: ["beat", "noise"] })}`);
  // Written beside and then moved, as a checkpoint should be: killed in between, there is still the one before.
  writeFileSync(`${checkpoint}.new`, String(epoch));
  renameSync(`${checkpoint}.new`, checkpoint);
  appendFileSync(join(folder, "diary"), `${trial} ${attempt} ${epoch} ${process.pid}\n`);
}
