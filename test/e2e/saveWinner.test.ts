import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import type { SweepShape } from "../../src/shapes/sweep.ts";
import type { TrialShape } from "../../src/shapes/trial.ts";
import { writeSweep } from "./document.ts";
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
    [
      ...["README.md", "curve.csv", "model.json", "params.json", "result.json", "trial.json", "weights.bin"],
      ...["predict.py", "weights.npz"],
    ].sort(),
  );
  expect(JSON.parse(readFileSync(stage.path("kept/result.json"), "utf8"))).toEqual(best);
  expect(JSON.parse(readFileSync(stage.path("kept/trial.json"), "utf8"))).toMatchObject({ macroF1: best!.best.value });

  const again = await stage.macrosweep("best", "shuttle", "--save", "kept");
  expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining("--save kept: is not empty") });
  const elsewhere = await stage.macrosweep("best", "shuttle", "--save", "new", "--work", "nowhere");
  const nowhere = new RegExp(`nowhere/shuttle/[0-9a-f]{8}/${best!.best.trial}/checkpoint: holds nothing of the winner`);
  expect(elsewhere.stderr).toMatch(nowhere);
  expect(readdirSync(stage.folder)).not.toContain("new");
  await stage.stop();
});

it("keeps what a script has left with params, scores, curve and what trains it anew, and says what it wrote", async () => {
  const stage = openStage(onTestFinished);
  await stage.controller();
  await stage.agent(1);
  await stage.ask("submit", writeSweep(stage, "beats", { trials: 1, parallel: 1, epochs: 3 }), "--watch");
  const { code, stdout } = await stage.macrosweep("best", "beats", "--save", "kept");
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /Saved in kept:\n {2}what its trainer left in \.macrosweep\/trials\/beats\/[0-9a-f]{8}\/0\/checkpoint\n/,
  );
  expect(readdirSync(stage.path("kept")).sort()).toEqual([
    "curve.csv",
    "epoch",
    "params.json",
    "result.json",
    "train.sh",
  ]);
  expect(stdout).toContain("  result.json, params.json, curve.csv, train.sh\n");
  const [best] = await stage.ask<SweepShape>("best", "beats");
  const [trial] = await stage.ask<TrialShape>("trials", "beats");
  const text = (name: string) => readFileSync(stage.path(`kept/${name}`), "utf8");
  expect(JSON.parse(text("result.json"))).toEqual(best);
  expect(JSON.parse(text("params.json"))).toEqual(trial!.params);
  expect(text("curve.csv")).toBe(`epoch,value\r\n${trial!.curve.map((point) => `${point.join(",")}\r\n`).join("")}`);
  // From the start, in a folder of its own.
  const printed = execFileSync("bash", [stage.path("kept/train.sh")], { cwd: stage.folder, encoding: "utf8" });
  expect(printed.match(/@macrosweep/g)).toHaveLength(3);
  await stage.stop();
});
