import { expect, it, onTestFinished } from "vitest";
import { openSqliteJournal } from "../../src/controller/journal/sqlite.ts";
import type { TrialShape } from "../../src/shapes/trial.ts";
import { readAll } from "../contract/readAll.ts";
import { openGate, trained } from "./diary.ts";
import { writeSweep } from "./document.ts";
import { expectPromisesKept } from "./promises.ts";
import { openStage } from "./stage.ts";

it("goes on after the journal was set back to a backup that was made while it ran: the trial is put back, and its agent's session lives on", async () => {
  const stage = openStage(onTestFinished);
  const controller = await stage.controller();
  const agent = await stage.agent(1);
  const options = ["--gate", "8"];
  await stage.ask("submit", writeSweep(stage, "beats", { trials: 2, parallel: 1, epochs: 10, options }));
  await trained(stage, 3);
  expect(await stage.macrosweep("backup", "saved.db")).toMatchObject({ code: 0 });
  await trained(stage, 7);
  await controller.kill("SIGTERM");
  expect(await stage.macrosweep("restore", "saved.db", "restored")).toMatchObject({ code: 0 });
  await stage.controller("--state", "restored");
  openGate(stage);
  const url = ["--url", await stage.url()];
  await stage.ask("watch", "beats", ...url);
  const trials = await stage.ask<TrialShape>("trials", "beats", ...url);
  await stage.stop();

  expect(trials.map(({ state, steps }) => [state, steps])).toEqual([
    ["completed", 10],
    ["completed", 10],
  ]);
  // At its start and after the restart, and perhaps once more while the controller came up.
  expect(agent.stderr.match(/session open/g)?.length).toBeLessThanOrEqual(4);
  expect(agent.stderr).not.toContain("came too early");
  const restored = await openSqliteJournal(stage.path("restored/journal.db"));
  onTestFinished(() => restored.close());
  expectPromisesKept(await readAll(restored, "beats"));
});
