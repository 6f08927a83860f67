import { existsSync } from "node:fs";
import { expect, it, onTestFinished } from "vitest";
import type { TrialShape } from "../../src/shapes/trial.ts";
import { diary, trained } from "./diary.ts";
import { writeSweep } from "./document.ts";
import { expectPromisesKept, those } from "./promises.ts";
import { openStage, type Stage } from "./stage.ts";
import { until } from "./until.ts";

const EPOCHS = 6;
const ALL = [1, 2, 3, 4, 5, 6];

async function ended(stage: Stage, name: string) {
  await stage.ask("watch", name);
  const [trial] = await stage.ask<TrialShape>("trials", name);
  await stage.stop();
  const events = await stage.events(name);
  expectPromisesKept(events);
  return { trial, events };
}

it("a trial whose last reports did not arrive before its agent was killed is completed by them, without training again", async () => {
  const stage = openStage(onTestFinished);
  const controller = await stage.controller("--lease", "10");
  const agent = await stage.agent(1);
  const options = ["--gate", "3"];
  await stage.ask("submit", writeSweep(stage, "beats", { trials: 1, parallel: 1, epochs: EPOCHS, options }));
  await stage.recorded("two epochs", (event) => event.kind === "reportRecorded" && event.step === 2);

  // The last epochs are reported to nobody.
  await controller.kill("SIGKILL");
  stage.write("gate", "");
  await trained(stage, EPOCHS);
  await agent.kill("SIGKILL");
  await stage.controller("--lease", "3");
  await stage.agent(1);

  const { trial, events } = await ended(stage, "beats");
  expect(trial).toMatchObject({ state: "completed", attempt: 2, steps: EPOCHS });
  expect(trial?.curve.map(([epoch]) => epoch)).toEqual(ALL);
  expect(diary(stage).length).toBe(EPOCHS);
  const kept = those(events, "reportRecorded").filter((event) => event.kept === true);
  expect(new Set(kept.map(({ attempt }) => attempt))).toEqual(new Set([2]));
});

/** Writes its checkpoint before its report, and hangs in between at the end of the first attempt. */
const SAVES_FIRST = `
  const fs = require("node:fs");
  const { attempt, epochs, checkpointDir } = JSON.parse(process.env.MACROSWEEP_TRIAL);
  const file = checkpointDir + "/epoch";
  let epoch = fs.existsSync(file) ? Number(fs.readFileSync(file, "utf8")) : 0;
  const next = () => {
    if (epoch === epochs) return;
    epoch++;
    fs.writeFileSync(file, String(epoch));
    if (attempt === 1 && epoch === epochs) {
      fs.writeFileSync("pid", String(process.pid));
      return setTimeout(() => {}, 3_600_000);
    }
    console.log("@macrosweep " + JSON.stringify({ epoch, value: attempt / 10 + epoch / 100 }));
    setTimeout(next, 30);
  };
  next();`;

it("a trial whose last epoch was never reported is trained again, not completed with an older value, and not failed", async () => {
  const stage = openStage(onTestFinished);
  await stage.controller("--lease", "3");
  const agent = await stage.agent(1);
  const command = [process.execPath, "-e", SAVES_FIRST];
  await stage.ask("submit", writeSweep(stage, "beats", { trials: 1, parallel: 1, epochs: EPOCHS, command }));
  await stage.recorded("five epochs", (event) => event.kind === "reportRecorded" && event.step === EPOCHS - 1);
  await until("the last checkpoint", () => existsSync(stage.path("pid")));

  await agent.kill("SIGKILL");
  await stage.agent(1);

  const { trial } = await ended(stage, "beats");
  expect(trial).toMatchObject({ state: "completed", attempt: 2, steps: EPOCHS, value: 0.26 });
  expect(trial?.curve.map(([epoch, value]) => [epoch, value])).toEqual(
    ALL.map((epoch) => [epoch, expect.closeTo(0.2 + epoch / 100)]),
  );
});
