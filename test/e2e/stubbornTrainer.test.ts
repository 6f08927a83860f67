import { existsSync, readFileSync } from "node:fs";
import { it } from "vitest";
import type { SweepShape } from "../../src/shapes/sweep.ts";
import { writeSweep } from "./document.ts";
import { runs } from "./processes.ts";
import { expectPromisesKept, those } from "./promises.ts";
import { openStage, type Stage } from "./stage.ts";
import { until } from "./until.ts";

/** A program that reports, notes its number in the file `pid`, and then neither ends nor goes at SIGTERM. */
const STUBBORN = `
  const { trial } = JSON.parse(process.env.MACROSWEEP_TRIAL);
  process.on("SIGTERM", () => {});
  const right = trial === 0 ? 9 : 1;
  console.log("@macrosweep " + JSON.stringify({ epoch: 1, confusion: [[right, 10 - right], [10 - right, right]] }));
  if (trial > 0) {
    require("node:fs").writeFileSync("pid", String(process.pid));
    setInterval(() => {}, 1000);
  }`;

/** A program that reports and ends well, and leaves a child that holds its output open. */
const PARENT = `
  const child = require("node:child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "inherit" });
  require("node:fs").writeFileSync("pid", String(child.pid));
  console.log('@macrosweep {"epoch": 1, "confusion": [[2, 1], [0, 1]]}');
  child.on("spawn", () => process.exit());`;

function pidOf(stage: Stage): number {
  return Number(readFileSync(stage.path("pid"), "utf8"));
}

// Side by side: they mostly wait for grace times.
it.concurrent("a trainer that ignores SIGTERM when it is pruned is killed after the grace time", async ({
  expect,
  onTestFinished,
}) => {
  const stage = openStage(onTestFinished);
  const pruner = { name: "asha", minResource: 1, reductionFactor: 2 };
  const command = [process.execPath, "-e", STUBBORN];
  const file = writeSweep(stage, "stubborn", { trials: 2, parallel: 1, epochs: 2, pruner, command });

  const { code, stdout } = await stage.macrosweep("run", file, "--agents", "1", "--json");

  expect(runs(pidOf(stage))).toBe(false);
  await stage.isEmpty();
  expect(code).toBe(0);
  const sweep: SweepShape = JSON.parse(stdout);
  expect(sweep).toMatchObject({ best: { trial: 0, value: 0.9 }, trials: { completed: 1, pruned: 1 } });
  expectPromisesKept(await stage.events("stubborn"));
});

it.concurrent("a trainer that ignores SIGTERM is killed soon after its agent was killed", async ({
  expect,
  onTestFinished,
}) => {
  const stage = openStage(onTestFinished);
  const command = [process.execPath, "-e", STUBBORN];
  const file = writeSweep(stage, "stubborn", { trials: 2, parallel: 1, epochs: 2, command });
  const run = stage.start("run", file, "--agents", "1");
  await until("the stubborn trainer to run", () => existsSync(stage.path("pid")) && pidOf(stage) > 0);
  await run.kill("SIGKILL");
  expect(runs(pidOf(stage))).toBe(true);
  await stage.isEmpty();
});

it.concurrent("a trainer that leaves a grandchild completes its trial, and the grandchild is gone", async ({
  expect,
  onTestFinished,
}) => {
  const stage = openStage(onTestFinished);
  const command = [process.execPath, "-e", PARENT];
  const file = writeSweep(stage, "parent", { trials: 1, parallel: 1, epochs: 1, command });

  expect(await stage.macrosweep("run", file, "--agents", "1")).toMatchObject({ code: 0 });

  expect(runs(pidOf(stage))).toBe(false);
  await stage.isEmpty();
  expect(those(await stage.events("parent"), "trialEnded")).toMatchObject([{ state: "completed" }]);
});
