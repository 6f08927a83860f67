import { cpSync, rmSync } from "node:fs";
import { expect, it, onTestFinished } from "vitest";
import type { TrialShape } from "../../src/cli/shapes.ts";
import { openGate, trained } from "./diary.ts";
import { writeSweep } from "./document.ts";
import { expectPromisesKept } from "./promises.ts";
import { openStage } from "./stage.ts";

it("goes on after the journal was set back to a backup: the trial is put back, and its agent's session lives on", async () => {
  const stage = openStage(onTestFinished);
  const first = await stage.controller();
  const agent = await stage.agent(1);
  const options = ["--gate", "8"];
  await stage.ask("submit", writeSweep(stage, "beats", { trials: 2, parallel: 1, epochs: 10, options }));
  await trained(stage, 3);
  await first.kill("SIGTERM");
  cpSync(stage.state, stage.path("backup"), { recursive: true });
  const second = await stage.controller();
  await trained(stage, 7);
  await second.kill("SIGTERM");
  rmSync(stage.state, { recursive: true });
  cpSync(stage.path("backup"), stage.state, { recursive: true });
  await stage.controller();
  openGate(stage);
  await stage.ask("watch", "beats");
  const trials = await stage.ask<TrialShape>("trials", "beats");
  await stage.stop();

  expect(trials.map(({ state, steps }) => [state, steps])).toEqual([
    ["completed", 10],
    ["completed", 10],
  ]);
  // At its start and after each of the two restarts, and perhaps once more while a controller came up.
  expect(agent.stderr.match(/session open/g)?.length).toBeLessThanOrEqual(5);
  expect(agent.stderr).not.toContain("came too early");
  expectPromisesKept(await stage.events("beats"));
});
