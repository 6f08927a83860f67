// A trainer that is in the middle of an epoch when it is told to stop, and takes half a second to save: `node savingTrainer.ts DIR`.
// Its checkpoint is a number of batches, four an epoch. It notes in DIR/diary what each attempt began with, and waits in epoch 2 for DIR/gate.
import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const [folder = ""] = process.argv.slice(2);
const { trial, attempt, epochs, checkpointDir } = JSON.parse(process.env.MACROSWEEP_TRIAL!);
const checkpoint = join(checkpointDir, "batches");
let batches = existsSync(checkpoint) ? Number(readFileSync(checkpoint, "utf8")) : 0;

process.on("SIGTERM", async () => {
  await pause(500);
  writeFileSync(checkpoint, String(batches));
  process.exit(0);
});
appendFileSync(join(folder, "diary"), `${trial} ${attempt} ${batches} ${process.pid}\n`);

while (batches < 4 * epochs) {
  batches += 1;
  if (batches % 4 === 0) console.log(`@macrosweep {"epoch": ${batches / 4}, "confusion": [[3, 1], [0, 4]]}`);
  if (batches === 6) writeFileSync(join(folder, "halfway"), "");
  while (batches === 6 && !existsSync(join(folder, "gate"))) await pause(10);
}
