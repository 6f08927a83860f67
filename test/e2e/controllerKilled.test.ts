import { expect, it, onTestFinished } from "vitest";
import type { TrialShape } from "../../src/shapes/trial.ts";
import { diary, diaryOfReports, openGate, trained } from "./diary.ts";
import { writeSweep } from "./document.ts";
import { FastAgent } from "./fastAgent.ts";
import { expectPromisesKept, reportsOf, those } from "./promises.ts";
import { openStage } from "./stage.ts";

it("goes on after kill -9 of the controller, again and again: no trial starts anew, and no report is lost or counted twice", async () => {
  const stage = openStage(onTestFinished);
  let controller = await stage.controller();
  await stage.agent(2);
  await stage.agent(1);
  await stage.ask(
    "submit",
    writeSweep(stage, "beats", { trials: 9, parallel: 3, epochs: 12, options: ["--pace", "60"] }),
  );

  for (const epochs of [10, 40, 70]) {
    await trained(stage, epochs);
    await controller.kill("SIGKILL");
    controller = await stage.controller();
  }
  await stage.ask("watch", "beats");
  const trials = await stage.ask<TrialShape>("trials", "beats");
  await stage.stop();

  expect(trials.map(({ state, steps }) => [state, steps])).toEqual(Array(9).fill(["completed", 12]));
  // Each epoch of each trial once, by one process a trial.
  expect(diary(stage).length).toBe(9 * 12);
  expect(new Set(diary(stage).map(({ pid }) => pid)).size).toBe(9);
  const events = await stage.events("beats");
  expectPromisesKept(events);
  expect(reportsOf(events)).toEqual(diaryOfReports(stage));
  expect(those(events, "sweepEnded")).toMatchObject([{ state: "completed" }]);
});

it("has every acknowledged report in its journal after kill -9 under full load, and counts none twice that is said again", async () => {
  const stage = openStage(onTestFinished);
  let controller = await stage.controller();
  const epochs = 500;
  await stage.ask("submit", writeSweep(stage, "beats", { trials: 6, parallel: 3, epochs }));
  const agent = new FastAgent({ controller: await stage.address(), slots: 3 });
  onTestFinished(() => agent.close());

  for (const messages of [400, 1300, 2200]) {
    await agent.acknowledged(messages);
    const exited = controller.kill("SIGKILL");
    await exited;
    const kept = new Set(
      those(await stage.events("beats"), "reportRecorded").map(({ trial, seq }) => `${trial}/${seq}`),
    );
    expect(agent.acknowledgedReports().filter((report) => !kept.has(report))).toEqual([]);
    controller = await stage.controller();
  }
  await stage.ask("watch", "beats");
  agent.close();
  await stage.stop();

  const events = await stage.events("beats");
  expectPromisesKept(events);
  // A grant that was on its way at a kill may have reached nobody; no other lease was ever given up.
  const ends = new Set(those(events, "leaseEnded").map(({ why, epochs: used }) => `${why} after ${used}`));
  ends.delete("undelivered after 0");
  expect([...ends]).toEqual([`finished after ${epochs}`]);
  expect(reportsOf(events).length).toBe(6 * epochs);
  expect(agent.acknowledgedReports().length).toBe(6 * epochs);
});

it("takes up a trial whose last reports died with its agent while the controller was down: its checkpoint is further on", async () => {
  const stage = openStage(onTestFinished);
  const controller = await stage.controller("--lease", "4");
  const agent = await stage.agent(1);
  const options = ["--gate", "3"];
  await stage.ask("submit", writeSweep(stage, "beats", { trials: 1, parallel: 1, epochs: 8, options }));
  await trained(stage, 2);
  await controller.kill("SIGKILL");
  openGate(stage);
  await trained(stage, 4);
  await agent.kill("SIGKILL");

  await stage.controller("--lease", "4");
  await stage.agent(1);
  await stage.ask("watch", "beats");
  await stage.stop();

  expect(diary(stage).map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  const events = await stage.events("beats");
  expectPromisesKept(events);
  expect(those(events, "trialEnded")).toMatchObject([{ state: "completed", reason: "" }]);
});
