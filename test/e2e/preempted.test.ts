import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import type { TrialShape } from "../../src/shapes/trial.ts";
import { diary, openGate } from "./diary.ts";
import { writeSweep } from "./document.ts";
import { expectPromisesKept, those } from "./promises.ts";
import { openStage } from "./stage.ts";
import { until } from "./until.ts";

const TRAINER = fileURLToPath(new URL("./savingTrainer.ts", import.meta.url));

it("has a trial of a preempted machine finished by another agent, from the checkpoint that was saved in the grace time", async () => {
  const stage = openStage(onTestFinished);
  await stage.controller();
  const spot = await stage.agent(1, "--grace", "5");
  const command = [process.execPath, TRAINER, stage.folder];
  await stage.ask("submit", writeSweep(stage, "beats", { trials: 1, parallel: 1, epochs: 4, command }));
  await until("the trainer to be in the middle of its second epoch", () => existsSync(stage.path("halfway")));
  const other = await stage.agent(1);
  await other.said(/session open/);

  expect(await spot.kill("SIGTERM")).toEqual({ code: 0, signal: null });
  openGate(stage);
  await stage.ask("watch", "beats");
  const [trial] = await stage.ask<TrialShape>("trials", "beats");
  await stage.stop();

  expect(trial).toMatchObject({ state: "completed", attempt: 2, steps: 4 });
  // The first attempt began with nothing, the second with the batch in the middle of an epoch at which the first was told to stop.
  expect(diary(stage).map(({ attempt, epoch: batches }) => [attempt, batches])).toEqual([
    [1, 0],
    [2, 6],
  ]);
  const events = await stage.events("beats");
  expectPromisesKept(events);
  expect(those(events, "leaseEnded").map(({ attempt, why }) => `${attempt} ${why}`)).toEqual([
    "1 returned",
    "2 finished",
  ]);
  expect(new Set(those(events, "leaseGranted").map(({ agent }) => agent)).size).toBe(2);
  expect(those(events, "trialRequeued").map(({ reason }) => reason)).toEqual(["agent stops"]);
});
