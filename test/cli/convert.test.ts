import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { macrosweep, newFolder, objects } from "./command.ts";

const documents = join(import.meta.dirname, "..", "convert", "documents");

function folderOfTest(): string {
  const { path, remove } = newFolder();
  onTestFinished(remove);
  return path;
}

it("writes a document on stdout that validates, and says line by line on stderr what has no counterpart", async () => {
  const folder = folderOfTest();
  const from = join(documents, "katib-hyperband.yaml");
  const { code, stdout, stderr } = await macrosweep("convert", from);
  writeFileSync(join(folder, "sweep.yaml"), stdout);
  const { stdout: valid } = await macrosweep("validate", join(folder, "sweep.yaml"));
  expect(code).toBe(0);
  expect(valid).toContain("is valid: sweep beats-hyperband");
  expect(stderr).toContain(`${from}: line 10: spec.resumePolicy: has no counterpart`);
  expect(stdout).toContain("#   line 10: spec.resumePolicy: has no counterpart");
});

it("says with its line what keeps it from being a sweep, and writes nothing", async () => {
  const { code, stdout, stderr } = await macrosweep("convert", join(documents, "katib-median-json.yaml"));
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain("epochs: is nowhere said; say for how many epochs a full training goes with --epochs N");
});

it("prints document and remarks as JSON", async () => {
  const { stdout } = await macrosweep("convert", join(documents, "wandb-grid.yaml"), "--json", "--parallel", "3");
  expect(objects(stdout)[0]).toMatchObject({
    from: "a W&B sweep",
    document: { kind: "Sweep", spec: { budget: { parallel: 3 } } },
    remarks: expect.arrayContaining([{ line: 6, path: "parameters.epochs", what: expect.any(String) }]),
  });
});

it("makes a sweep of a Katib Experiment that runs with the script as it is", async () => {
  const folder = folderOfTest();
  // As scripts for Katib do: name=value a line.
  writeFileSync(
    join(folder, "train.mjs"),
    `const lr = Number(process.argv[2].split("=")[1]);
     for (const epoch of [1, 2, 3]) console.log("epoch " + epoch + ": Train-f1=0.99 Validation-f1=" + (epoch * lr).toFixed(6));`,
  );
  const experiment = readFileSync(join(documents, "katib-hyperband.yaml"), "utf8")
    .replace("- python3", `- ${process.execPath}`)
    .replace("/opt/train.py", join(folder, "train.mjs"))
    .replaceAll('"9"', '"3"')
    .replace("goal: 0.9", "")
    .replace("maxTrialCount: 12", "maxTrialCount: 3");
  writeFileSync(join(folder, "experiment.yaml"), experiment);
  const { stdout } = await macrosweep("convert", join(folder, "experiment.yaml"));
  writeFileSync(join(folder, "sweep.yaml"), stdout);
  const ran = await macrosweep("run", join(folder, "sweep.yaml"), "--state", join(folder, "state"), "--json");
  const [sweep] = objects(ran.stdout) as [{ state: string; best: { value: number; params: { lr: number } } }];
  expect(sweep.state).toBe("completed");
  expect(sweep.best.value).toBeCloseTo(3 * sweep.best.params.lr, 5);
});
