import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { macrosweep, newFolder, objects } from "./command.ts";

const fixtures = join(import.meta.dirname, "..", "agent", "trainer", "reports");

// Scripts that know nothing of macrosweep.
const SCRIPTS = {
  printed: `
import { readFileSync } from "node:fs";
console.error("a warning in between");
process.stdout.write(readFileSync("printed-format.txt", "utf8"));
`,
  file: `
import { appendFileSync } from "node:fs";
const [out, best] = process.argv.slice(2);
for (const epoch of [0, 1, 2]) appendFileSync(out, JSON.stringify({ epoch, val_f1: epoch * best }) + "\\n");
`,
  tensorboard: `
import { copyFileSync, mkdirSync } from "node:fs";
const [out] = process.argv.slice(2);
mkdirSync(out, { recursive: true });
copyFileSync("events.tfevents", out + "/events.out.tfevents.1");
`,
};

/** The only trial of a sweep over an unchanged script, whose arguments are its folder and 0.25. */
async function trialOf(kind: keyof typeof SCRIPTS, reports: (folder: string) => string, epochs = 3) {
  const { path: folder, remove } = newFolder();
  onTestFinished(remove);
  const at = (text: string) =>
    text.replaceAll(/"([a-z-]+\.(?:txt|tfevents))"/g, (_, name) => JSON.stringify(join(folder, name)));
  for (const name of ["printed-format.txt", "events.tfevents"]) copyFileSync(join(fixtures, name), join(folder, name));
  writeFileSync(join(folder, "train.mjs"), at(SCRIPTS[kind]));
  writeFileSync(
    join(folder, "sweep.yaml"),
    `
apiVersion: macrosweep.dev/v1alpha1
kind: Sweep
metadata: { name: unchanged }
spec:
  parameters: [{ name: best, type: categorical, values: [0.25] }]
  sampler: { name: grid }
  pruner: { name: none }
  budget: { trials: 1, epochsPerTrial: ${epochs} }
  trainer:
    command: [${JSON.stringify(process.execPath)}, ${JSON.stringify(join(folder, "train.mjs"))}]
    args: ["${folder}/out-{{ trial }}", "{{ params.best }}"]
    reports: ${reports(folder)}
`,
  );
  const { stdout, stderr } = await macrosweep(
    "run",
    join(folder, "sweep.yaml"),
    "--state",
    join(folder, "state"),
    "--json",
  );
  return { sweep: objects(stdout)[0], stderr };
}

it("sweeps a script that prints its results for people", async () => {
  const { sweep } = await trialOf("printed", () => {
    return `{ epoch: "EPOCH (\\\\d+) RESULTS", value: "Macro-F1: ([0-9.]+)", section: "VALIDATION:", confusion: "Confusion Matrix:" }`;
  });
  // The script prints [0.8582 0.4476] as the F1 scores of its last epoch, and 0.6529 as their mean.
  expect(sweep).toMatchObject({
    state: "completed",
    best: {
      step: 3,
      value: expect.closeTo(0.6529, 4),
      perClass: [
        { class: "0", f1: expect.closeTo(0.8582, 4), support: 280 },
        { class: "1", f1: expect.closeTo(0.4476, 4), support: 70 },
      ],
    },
  });
});

it("sweeps a script that writes JSON lines of its own", async () => {
  const { sweep } = await trialOf("file", (folder) => {
    return `{ file: "${folder}/out-{{ trial }}", epoch: epoch, value: val_f1, firstEpoch: 0 }`;
  });
  expect(sweep).toMatchObject({ state: "completed", best: { step: 3, value: 0.5 } });
});

it("sweeps a script that writes for TensorBoard", async () => {
  const { sweep } = await trialOf(
    "tensorboard",
    (folder) => `{ tensorboard: "${folder}/out-{{ trial }}", value: double }`,
    2,
  );
  expect(sweep).toMatchObject({ state: "completed", best: { step: 2, value: 0.5958 } });
});

it("gives trials that write to one file a folder each, so that none reads another's values", async () => {
  const { path: folder, remove } = newFolder();
  onTestFinished(remove);
  // An epoch every 0.2 s, as long as two of them run together.
  writeFileSync(
    join(folder, "train.mjs"),
    `
import { appendFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
const [value] = process.argv.slice(2);
for (const epoch of [0, 1, 2]) {
  appendFileSync("metrics.jsonl", JSON.stringify({ epoch, val_f1: Number(value) }) + "\\n");
  await setTimeout(200);
}
`,
  );
  const document = (workdir: string) => `
apiVersion: macrosweep.dev/v1alpha1
kind: Sweep
metadata: { name: shared }
spec:
  parameters: [{ name: value, type: categorical, values: [0.25, 0.5, 0.75] }]
  sampler: { name: grid }
  pruner: { name: none }
  budget: { trials: 3, parallel: 2, epochsPerTrial: 3 }
  trainer:
    command: [${JSON.stringify(process.execPath)}, ${JSON.stringify(join(folder, "train.mjs"))}]
    args: ["{{ params.value }}"]
    reports: { file: metrics.jsonl, epoch: epoch, value: val_f1, firstEpoch: 0 }
    ${workdir}
`;
  const sweep = join(folder, "sweep.yaml");
  writeFileSync(sweep, document(""));
  const refused = await macrosweep("validate", sweep);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain("workdir: trial beside command");

  writeFileSync(sweep, document("workdir: trial"));
  const { stderr } = await macrosweep("run", sweep, "--state", join(folder, "state"), "--json");
  for (const value of ["0.2500", "0.5000", "0.7500"]) expect(stderr).toContain(`completed at epoch 3 with ${value}`);
});
