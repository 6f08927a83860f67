import { expect, it, onTestFinished } from "vitest";
import type { TrialShape } from "../../src/shapes/trial.ts";
import { diary, openGate, trained } from "./diary.ts";
import { writeSweep } from "./document.ts";
import { kill, runs } from "./processes.ts";
import { expectPromisesKept, reportsOf, those } from "./promises.ts";
import { openStage, type Stage } from "./stage.ts";
import { until } from "./until.ts";

/** Two trials that have trained two of six epochs on the only agent, and wait at their gate; two more are to follow. */
async function halfWay(stage: Stage) {
  await stage.controller("--lease", "3");
  const agent = await stage.agent(2);
  await stage.ask(
    "submit",
    writeSweep(stage, "beats", { trials: 4, parallel: 2, epochs: 6, options: ["--gate", "3"] }),
  );
  const trainers = await trained(stage, 4);
  return { agent, pids: new Set(trainers.map(({ pid }) => pid)) };
}

/** What the controller shows, and so has acknowledged: TRIAL/ATTEMPT/EPOCH of each report. */
async function shown(stage: Stage): Promise<string[]> {
  const trials = await stage.ask<TrialShape>("trials", "beats");
  return trials.flatMap(({ trial, attempt, curve }) => curve.map(([epoch]) => `${trial}/${attempt}/${epoch}`));
}

it("gives the trials of an agent that was killed with -9 to another one, which goes on from their checkpoints", async () => {
  const stage = openStage(onTestFinished);
  const { agent, pids } = await halfWay(stage);
  const acknowledged = await shown(stage);

  await agent.kill("SIGKILL");
  await until("the trainers to die with their agent", () => ![...pids].some(runs));
  openGate(stage);
  await stage.agent(2);
  await stage.ask("watch", "beats");
  const trials = await stage.ask<TrialShape>("trials", "beats");
  await stage.stop();

  expect(trials.map(({ state, attempt, steps }) => [state, attempt, steps])).toEqual([
    ["completed", 2, 6],
    ["completed", 2, 6],
    ["completed", 1, 6],
    ["completed", 1, 6],
  ]);
  // The trainers of the killed agent died at their gate, and no epoch was trained twice.
  expect(diary(stage).filter(({ pid }) => pids.has(pid)).length).toBe(4);
  expect(diary(stage).length).toBe(4 * 6);
  const events = await stage.events("beats");
  expectPromisesKept(events);
  expect(reportsOf(events)).toEqual(expect.arrayContaining(acknowledged));
  const ends = those(events, "leaseEnded").map(({ trial, attempt, why }) => `${trial}/${attempt} ${why}`);
  expect(ends.sort()).toEqual([
    "0/1 expired",
    "0/2 finished",
    "1/1 expired",
    "1/2 finished",
    "2/1 finished",
    "3/1 finished",
  ]);
});

it("takes back the trials of an agent that is told to stop, and has them finished elsewhere", async () => {
  const stage = openStage(onTestFinished);
  const { agent } = await halfWay(stage);

  expect(await agent.kill("SIGTERM")).toEqual({ code: 0, signal: null });
  openGate(stage);
  await stage.agent(2);
  await stage.ask("watch", "beats");
  await stage.stop();

  expect(diary(stage).length).toBe(4 * 6);
  const events = await stage.events("beats");
  expectPromisesKept(events);
  const ends = those(events, "leaseEnded").map(
    ({ trial, attempt, why, epochs }) => `${trial}/${attempt} ${why} after ${epochs}`,
  );
  expect(ends.sort()).toEqual([
    "0/1 returned after 2",
    "0/2 finished after 4",
    "1/1 returned after 2",
    "1/2 finished after 4",
    "2/1 finished after 6",
    "3/1 finished after 6",
  ]);
  expect(those(events, "trialRequeued").map(({ reason }) => reason)).toEqual(["agent stops", "agent stops"]);
  expect(new Set(those(events, "trialEnded").map(({ state }) => state))).toEqual(new Set(["completed"]));
});

it("fails the trial whose trainer was killed with -9, says so, and goes on with the others", async () => {
  const stage = openStage(onTestFinished);
  const { pids } = await halfWay(stage);
  const [victim = 0] = pids;
  const { trial: failed } = diary(stage).find(({ pid }) => pid === victim)!;

  kill(victim, "SIGKILL");
  openGate(stage);
  await stage.ask("watch", "beats");
  const trials = await stage.ask<TrialShape>("trials", "beats");
  await stage.stop();

  expect(trials.filter(({ state }) => state === "completed").map(({ steps }) => steps)).toEqual([6, 6, 6]);
  expect(trials[failed]).toMatchObject({
    state: "failed",
    attempt: 1,
    steps: 2,
    reason: expect.stringContaining("SIGKILL"),
  });
  const events = await stage.events("beats");
  expectPromisesKept(events);
  expect(reportsOf(events).length).toBe(2 + 3 * 6);
});
