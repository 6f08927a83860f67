import { rmSync } from "node:fs";
import { expect, it, onTestFinished } from "vitest";
import { diary, trained } from "./diary.ts";
import { writeSweep } from "./document.ts";
import { expectPromisesKept, reportsOf, those } from "./promises.ts";
import { openStage, type Stage } from "./stage.ts";

const sweep = { trials: 2, parallel: 1, epochs: 3 } as const;
const everyEpoch = ["0/1/1", "0/1/2", "0/1/3", "1/1/1", "1/1/2", "1/1/3"];

/** The sweep that is in the journal was trained from its first epoch on, whatever lay in the folder of the trials. */
async function expectTrainedFromTheStart(stage: Stage): Promise<void> {
  const events = await stage.events("beats");
  expectPromisesKept(events);
  expect(reportsOf(events).sort()).toEqual(everyEpoch);
  expect(those(events, "trialEnded").map(({ state }) => state)).toEqual(["completed", "completed"]);
}

it("a new state folder with the old folder of trials goes on with nobody's checkpoints", async () => {
  const stage = openStage(onTestFinished);
  const file = writeSweep(stage, "beats", { ...sweep, options: ["--gate", "3", "--gated", "1"] });
  const first = await stage.controller("--state", "monday");
  await stage.agent(1);
  await stage.ask("submit", file, "--state", "monday");
  // One trial is finished, the other one has a checkpoint.
  await trained(stage, 5);
  await first.kill("SIGTERM");
  const after = diary(stage).length;

  stage.write("gate", "");
  await stage.controller();
  await stage.ask("submit", file);
  await stage.ask("watch", "beats");
  await stage.stop();

  expect(
    diary(stage)
      .slice(after)
      .map(({ trial, attempt, epoch }) => `${trial}/${attempt}/${epoch}`),
  ).toEqual(expect.arrayContaining(everyEpoch));
  await expectTrainedFromTheStart(stage);
});

it("a journal that was deleted leaves no checkpoints to the sweep of the same name that follows", async () => {
  const stage = openStage(onTestFinished);
  const file = writeSweep(stage, "beats", sweep);
  expect(await stage.macrosweep("run", file, "--agents", "1")).toMatchObject({ code: 0 });
  for (const name of ["journal.db", "journal.db-wal", "journal.db-shm"])
    rmSync(`${stage.state}/${name}`, { force: true });
  expect(await stage.macrosweep("run", file, "--agents", "1")).toMatchObject({ code: 0 });
  await expectTrainedFromTheStart(stage);
});
