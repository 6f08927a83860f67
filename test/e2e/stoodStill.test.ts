import { setTimeout as pause } from "node:timers/promises";
import { expect, it, onTestFinished } from "vitest";
import { diary, openGate, trained } from "./diary.ts";
import { writeSweep } from "./document.ts";
import { expectPromisesKept, those } from "./promises.ts";
import { openStage, type Stage } from "./stage.ts";

const EPOCHS = 6;

const halfWay = (stage: Stage, name: string) =>
  writeSweep(stage, name, { trials: 2, parallel: 2, epochs: EPOCHS, options: ["--gate", "3"] });

/** Each trial was trained in one attempt, and charged what it trained. */
async function expectNothingLost(stage: Stage, name: string): Promise<void> {
  const events = await stage.events(name);
  expectPromisesKept(events);
  const ends = those(events, "leaseEnded").map(({ attempt, why, epochs }) => `${attempt} ${why} ${epochs}`);
  expect(ends).toEqual([`1 finished ${EPOCHS}`, `1 finished ${EPOCHS}`]);
}

// A lease of `run` is 5 s.
it("a run that is stopped by Ctrl-Z for longer than a lease goes on as if nothing had been", async () => {
  const stage = openStage(onTestFinished);
  const run = stage.start("run", halfWay(stage, "beats"));
  await trained(stage, 4);

  run.signal("SIGSTOP");
  await pause(7_000);
  run.signal("SIGCONT");
  openGate(stage);

  expect(await run.exited).toMatchObject({ code: 0 });
  await expectNothingLost(stage, "beats");
});

it("a run beside one that stands still says so, as does whoever looks, and goes on in its place when it was killed", async () => {
  const stage = openStage(onTestFinished);
  const file = halfWay(stage, "beats");
  const first = stage.start("run", file);
  await trained(stage, 4);

  first.signal("SIGSTOP");
  const second = stage.start("run", file);
  await second.said(
    /Waits: the controller that holds \.macrosweep does not answer; where it was stopped with Ctrl-Z, fg/,
  );
  const list = await stage.macrosweep("list");
  expect(list).toMatchObject({ code: 3, stderr: expect.stringContaining("fg lets it go on") });
  expect(list.stderr).not.toContain("start one");
  await first.kill("SIGKILL");
  openGate(stage);

  expect(await second.exited).toMatchObject({ code: 0 });
  expect(second.stdout.match(/Waits:/g)).toHaveLength(1);
  expectPromisesKept(await stage.events("beats"));
});

it("an agent that alone stood still for longer than its lease is charged what it trained, and no more", async () => {
  const stage = openStage(onTestFinished);
  await stage.controller("--lease", "2");
  const agent = await stage.agent(2);
  await stage.ask("submit", halfWay(stage, "beats"));
  await trained(stage, 4);

  agent.signal("SIGSTOP");
  await stage.recorded("the end of a lease", ({ kind }) => kind === "leaseEnded");
  agent.signal("SIGCONT");
  await stage.recorded("its charge", ({ kind }) => kind === "chargeCorrected");
  openGate(stage);

  await stage.ask("watch", "beats");
  await stage.stop();
  const events = await stage.events("beats");
  expectPromisesKept(events);
  const corrected = those(events, "chargeCorrected");
  for (const { trial, attempt, epochs } of corrected) {
    const ended = those(events, "leaseEnded").find((end) => end.trial === trial && end.attempt === attempt);
    expect(ended).toMatchObject({ why: "expired", epochs: EPOCHS });
    expect(epochs).toBe(diary(stage).filter((entry) => entry.trial === trial && entry.attempt === attempt).length);
  }
  const charged = those(events, "leaseEnded").reduce((sum, { epochs }) => sum + epochs, 0);
  const given = corrected.reduce((sum, { epochs }) => sum + EPOCHS - epochs, 0);
  expect(charged - given).toBe(diary(stage).length);
});

it("a machine of which everything stood still, twice, goes on as if nothing had been", async () => {
  const stage = openStage(onTestFinished);
  const controller = await stage.controller("--lease", "2");
  const agent = await stage.agent(2);
  await stage.ask("submit", halfWay(stage, "beats"));
  await trained(stage, 4);

  for (const wakesFirst of [
    [controller, agent],
    [agent, controller],
  ]) {
    controller.signal("SIGSTOP");
    agent.signal("SIGSTOP");
    await pause(3_000);
    for (const one of wakesFirst) one.signal("SIGCONT");
    await pause(1_000);
  }
  openGate(stage);

  await stage.ask("watch", "beats");
  await stage.stop();
  await expectNothingLost(stage, "beats");
});
