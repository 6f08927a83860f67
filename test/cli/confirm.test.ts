import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { attemptLog } from "./attemptLog.ts";
import { macrosweep, newFolder, objects } from "./command.ts";
import { GOOD, writeSweep } from "./script.ts";

const CONFIRM = "  confirm: { top: 2, seeds: 3 }\n  baseline: { params: { kind: fair } }\n";

function folderOfTest(): string {
  const { path, remove } = newFolder();
  onTestFinished(remove);
  return path;
}

it("a run with confirm trains its finalists again, and names the winner with mean, interval and baseline", async () => {
  const folder = folderOfTest();
  const file = writeSweep(folder, "kinds", ["poor", "good", "fair"], 2, CONFIRM);
  const { code, stdout } = await macrosweep("run", file, "--state", join(folder, "state"));
  expect(code).toBe(0);
  expect(stdout).toMatch(/trial 1 {2}leads 2 finalists into their confirmation with 3 fresh seeds\n/);
  expect(stdout).toMatch(/\nWinner: trial 1 with macro-F1 0\.8496 over \d seeds \(95 % interval 0\.\d+ to [01]\.\d+\)/);
  expect(stdout).toMatch(/\n {2}The baseline reaches macro-F1 0\.5000 over 2 seeds\.\n {2}The winner beats it /);
});

it("a run with confirm tells all of it in its JSON", async () => {
  const folder = folderOfTest();
  const file = writeSweep(folder, "kinds", ["poor", "good", "fair"], 2, CONFIRM);
  const { stdout } = await macrosweep("run", file, "--state", join(folder, "state"), "--json");
  expect(objects(stdout)[0]).toMatchObject({
    best: {
      trial: 1,
      confirmation: {
        state: "ended",
        mean: expect.closeTo(GOOD, 12),
        finalists: [{ trial: 1 }, { trial: 0, params: { kind: "poor" } }],
        baseline: { params: { kind: "fair" }, seeds: 2, mean: 0.5, difference: expect.closeTo(GOOD - 0.5, 1) },
      },
    },
  });
});

it("the exported table says of each replicate whose params it has", async () => {
  const folder = folderOfTest();
  const file = writeSweep(folder, "kinds", ["poor", "good"], 2, "  confirm: { top: 2, seeds: 2 }\n");
  await macrosweep("run", file, "--state", join(folder, "state"));
  const { stdout } = await macrosweep("export", "kinds", "--state", join(folder, "state"));
  const cells = stdout.split("\r\n").map((row) => row.split(",").toSpliced(-2, 1).slice(-2).join());
  expect(cells).toEqual(["replicateOf,param.kind", ",poor", ",good", "1,good", "0,poor", "1,good", "0,poor", ""]);
});

// Says in its log what it was given.
const TELLING = `
const { seed, replicate, params } = JSON.parse(process.env.MACROSWEEP_TRIAL);
console.log("replicate " + replicate + " with seed " + seed);
console.log("@macrosweep " + JSON.stringify({ epoch: 1, value: params.x + (seed % 100) / 1000 }));
`;

it("every trainer is told which replicate it trains, with the same seed as the others of its round", async () => {
  const folder = folderOfTest();
  writeFileSync(join(folder, "train.mjs"), TELLING);
  const document = {
    apiVersion: "macrosweep.dev/v1alpha1",
    kind: "Sweep",
    metadata: { name: "told" },
    spec: {
      parameters: [{ name: "x", type: "categorical", values: [0.1, 0.101] }],
      sampler: { name: "grid" },
      budget: { trials: 2, parallel: 2, epochsPerTrial: 1 },
      confirm: { top: 2, seeds: 2 },
      trainer: { command: [process.execPath, join(folder, "train.mjs")] },
    },
  };
  writeFileSync(join(folder, "told.yaml"), JSON.stringify(document));
  await macrosweep("run", join(folder, "told.yaml"), "--state", join(folder, "state"));
  const logs = Array.from({ length: 6 }, (_, trial) => {
    const log = readFileSync(attemptLog(join(folder, "state/trials"), "told", trial), "utf8");
    return /replicate (\d) with seed (\d+)/.exec(log)!.slice(1);
  });
  expect(logs.map(([replicate]) => replicate).sort()).toEqual(["0", "0", "1", "1", "2", "2"]);
  expect(new Set(logs.slice(2).map((log) => log.join(" "))).size).toBe(2);
  expect(new Set(logs.map(([, seed]) => seed)).size).toBe(4);
});
