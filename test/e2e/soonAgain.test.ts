import { readFileSync } from "node:fs";
import { expect, it, onTestFinished } from "vitest";
import { diary, openGate, trained } from "./diary.ts";
import { writeSweep } from "./document.ts";
import { runs } from "./processes.ts";
import { expectPromisesKept, those } from "./promises.ts";
import { openStage, type Stage } from "./stage.ts";
import { until } from "./until.ts";

/** Longer than any test: whoever waits for its end does not pass. */
const LEASE_S = "600";

/** How each attempt's lease ended. */
async function ends(stage: Stage, name: string): Promise<string[]> {
  const events = await stage.events(name);
  expectPromisesKept(events);
  return those(events, "leaseEnded").map(({ trial, attempt, why }) => `${trial}/${attempt} ${why}`);
}

it("what a killed agent held is trained again as soon as the next one on its folder is there, without waiting for the lease", async () => {
  const stage = openStage(onTestFinished);
  await stage.controller("--lease", LEASE_S);
  const agent = await stage.agent(2);
  const sweep = { trials: 2, parallel: 2, epochs: 4, options: ["--gate", "3"] };
  await stage.ask("submit", writeSweep(stage, "beats", sweep));
  await trained(stage, 4);

  await agent.kill("SIGKILL");
  openGate(stage);
  await stage.agent(2);
  await stage.ask("watch", "beats");
  await stage.stop();

  expect((await ends(stage, "beats")).sort()).toEqual(["0/1 expired", "0/2 finished", "1/1 expired", "1/2 finished"]);
  expect(diary(stage).length).toBe(2 * 4);
});

it("an agent on another folder says nothing of it, and neither does one beside an agent that lives", async () => {
  const stage = openStage(onTestFinished);
  await stage.controller("--lease", LEASE_S);
  const killed = await stage.agent(1, "--work", "first");
  await stage.ask(
    "submit",
    writeSweep(stage, "beats", { trials: 2, parallel: 2, epochs: 4, options: ["--gate", "3"] }),
  );
  await trained(stage, 2);
  await stage.agent(1, "--work", "second");
  await trained(stage, 4);

  await killed.kill("SIGKILL");
  for (const work of ["second", "third"]) await (await stage.agent(1, "--work", work)).said(/session open/);
  expect((await stage.ask<{ attempt: number }>("trials", "beats")).map(({ attempt }) => attempt)).toEqual([1, 1]);
  await stage.ask("cancel", "beats");
  await stage.stop();
});

/** Ignores SIGTERM, and writes into the trial's folder as long as it lives. */
const STUBBORN = `
  const fs = require("node:fs");
  const { attempt, checkpointDir } = JSON.parse(process.env.MACROSWEEP_TRIAL);
  process.on("SIGTERM", () => {});
  if (attempt === 1) {
    fs.writeFileSync("pid", String(process.pid));
    setInterval(() => {}, 1000);
  } else {
    const lives = (() => {
      try {
        return fs.readFileSync("/proc/" + fs.readFileSync("pid", "utf8") + "/cmdline", "utf8") !== "";
      } catch {
        return false;
      }
    })();
    console.log('@macrosweep {"epoch": 1, "value": ' + (lives ? 0 : 1) + '}');
  }`;

it("a run that is started again right after kill -9 waits for the trainers of the one before, and for nothing else", async () => {
  const stage = openStage(onTestFinished);
  const command = [process.execPath, "-e", STUBBORN];
  const file = writeSweep(stage, "beats", { trials: 1, parallel: 1, epochs: 1, command });
  const first = stage.start("run", file, "--agents", "1");
  const pid = () => Number(readFileSync(stage.path("pid"), "utf8"));
  await until("the stubborn trainer to run", () => {
    try {
      return pid() > 0;
    } catch {
      return false;
    }
  });
  await first.kill("SIGKILL");
  expect(runs(pid())).toBe(true);

  const { code, stdout } = await stage.macrosweep("run", file, "--agents", "1", "--json");
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ best: { trial: 0, value: 1 } });
  const events = await stage.events("beats");
  const [lost] = those(events, "leaseEnded");
  expect(lost).toMatchObject({ why: "expired" });
  expect(those(events, "trialRequeued")).toMatchObject([
    { reason: expect.stringMatching(/^the process of agent .* was killed$/) },
  ]);
});
