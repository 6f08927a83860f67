import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { openStage } from "./stage.ts";

const shuttle = join(import.meta.dirname, "../../examples/data/shuttle.csv");

const sweep = `
apiVersion: macrosweep.dev/v1alpha1
kind: Sweep
metadata: { name: shuttle }
spec:
  parameters: [{ name: learning_rate, type: float, min: 1.0e-3, max: 1.0e-2, scale: log }]
  budget: { trials: 2, parallel: 2, epochsPerTrial: 2 }
  trainer: { data: ${shuttle}, label: class }
`;

it("keeps the winner's model, says how to load it, and never writes over anything", async () => {
  const stage = openStage(onTestFinished);
  await stage.macrosweep("run", stage.write("shuttle.yaml", sweep));
  await stage.controller();
  const [best] = await stage.ask<{ best: { trial: number; value: number } }>("best", "shuttle", "--save", "kept");
  expect(readdirSync(stage.path("kept")).sort()).toEqual(
    ["README.md", "model.json", "result.json", "trial.json", "weights.bin"].sort(),
  );
  expect(JSON.parse(readFileSync(stage.path("kept/result.json"), "utf8"))).toEqual(best);
  expect(JSON.parse(readFileSync(stage.path("kept/trial.json"), "utf8"))).toMatchObject({ macroF1: best!.best.value });

  const address = await stage.address();
  const again = await stage.macrosweep("best", "shuttle", "--save", "kept", "--controller", address);
  expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining("--save kept: is not empty") });
  const elsewhere = await stage.macrosweep(
    "best",
    "shuttle",
    "--save",
    "new",
    "--work",
    "nowhere",
    "--controller",
    address,
  );
  const nowhere = new RegExp(`nowhere/shuttle/[0-9a-f]{8}/${best!.best.trial}/checkpoint: holds nothing of the winner`);
  expect(elsewhere.stderr).toMatch(nowhere);
  expect(readdirSync(stage.folder)).not.toContain("new");
  await stage.stop();
});
