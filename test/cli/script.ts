import { writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * A user's own script: an epoch every 20 ms, each with the same counts.
 * `good` has macro-F1 (16/19 + 18/21) / 2, `broken` ends with code 3 before any report, `endless` never ends and never reports its last epoch,
 * `stubborn` neither and does not end by SIGTERM, all others have 1/2.
 */
const SCRIPT = `
import { setTimeout } from "node:timers/promises";
const kind = process.argv[2];
const { epochs, attempt } = JSON.parse(process.env.MACROSWEEP_TRIAL);
if (kind === "broken") {
  console.error("no such table");
  process.exit(3);
}
const confusion = kind === "good" ? [[8, 2], [1, 9]] : [[5, 5], [5, 5]];
if (kind === "stubborn") process.on("SIGTERM", () => {});
console.log("attempt " + attempt);
const forever = kind === "endless" || kind === "stubborn";
for (let epoch = 1; epoch <= epochs || forever; epoch++) {
  await setTimeout(20);
  if (epoch < epochs || (epoch === epochs && !forever)) console.log("@macrosweep " + JSON.stringify({ epoch, confusion, classes: ["no", "yes"] }));
}
`;

/** Writes a sweep document over the script, one trial a kind in the given order, and returns its path. `more`: lines of its spec. */
export function writeSweep(folder: string, name: string, kinds: readonly string[], epochs = 3, more = ""): string {
  writeFileSync(join(folder, "train.mjs"), SCRIPT);
  const document = `
apiVersion: macrosweep.dev/v1alpha1
kind: Sweep
metadata: { name: ${name} }
spec:
  parameters:
    - { name: kind, type: categorical, values: [${kinds.join(", ")}] }
  sampler: { name: grid }
  pruner: { name: none }
  budget: { trials: ${kinds.length}, parallel: 2, epochsPerTrial: ${epochs} }
  trainer:
    command: [${JSON.stringify(process.execPath)}, ${JSON.stringify(join(folder, "train.mjs"))}]
    args: ["{{ params.kind }}"]
${more}`;
  const path = join(folder, `${name}.yaml`);
  writeFileSync(path, document);
  return path;
}

/** Macro-F1 of the script's `good` kind, by hand: F1 is 16/19 for "no" and 18/21 for "yes". */
export const GOOD = (16 / 19 + 18 / 21) / 2;
