import { rmSync } from "node:fs";
import { expect, it, onTestFinished, vi } from "vitest";
import type { TrialShape } from "../../src/shapes/trial.ts";
import { writeSweep } from "./document.ts";
import { expectPromisesKept, those } from "./promises.ts";
import { canMount, mountSmallDisk, noMount } from "./smallDisk.ts";
import { openStage } from "./stage.ts";

it("lets one sick agent fail no trial, says why the sweep waits, and goes on when the machine is well or another comes", async () => {
  const stage = openStage(onTestFinished);
  await stage.controller();
  // No folder can be made where a file is.
  stage.write("disk", "");
  const sick = await stage.agent(2, "--work", "disk/work");
  await sick.said(/session open/);
  await stage.ask("submit", writeSweep(stage, "beats", { trials: 8, parallel: 2, epochs: 2 }));
  await sick.said(/this machine cannot run trainers now/);
  const { stdout } = await stage.macrosweep("get", "beats");
  expect(stdout).toMatch(/waits for an agent that can run trainers; .*cannot be /);

  const healthy = await stage.agent(1);
  await stage.until("the other agent to train", () => /trial ended/.test(healthy.stderr));
  rmSync(stage.path("disk"));
  await sick.said(/this machine can run trainers again/);
  await stage.ask("watch", "beats");
  const trials = await stage.ask<TrialShape>("trials", "beats");
  await stage.stop();

  expect(trials.map(({ state }) => state)).toEqual(Array.from({ length: 8 }, () => "completed"));
  const events = await stage.events("beats");
  expectPromisesKept(events);
  const returned = those(events, "leaseEnded").filter(({ why }) => why === "returned");
  expect(returned.length).toBeGreaterThanOrEqual(1);
  expect(new Set(returned.map(({ epochs, unstarted }) => `${epochs} ${unstarted}`))).toEqual(new Set(["0 true"]));
});

it.runIf(canMount)(
  `a full disk for temporary files fails no trial either, though its trainer does not say so${noMount}`,
  async () => {
    const stage = openStage(onTestFinished);
    const disk = mountSmallDisk(stage.path("tmp"), 256, onTestFinished);
    vi.stubEnv("TMPDIR", disk.path);
    onTestFinished(() => void vi.unstubAllEnvs());
    await stage.controller();
    const agent = await stage.agent(1);
    const script = `dd if=/dev/zero of="$TMPDIR/scratch.$$" bs=4096 count=1 2>/dev/null || { echo "scratch failed"; exit 1; }
    rm -f "$TMPDIR/scratch.$$"; echo '@macrosweep {"epoch": 1, "value": 0.5}'`;
    disk.fill();
    await stage.ask(
      "submit",
      writeSweep(stage, "beats", { trials: 3, parallel: 1, epochs: 1, command: ["sh", "-c", script] }),
    );
    await agent.said(/this machine cannot run trainers now/);
    expect(agent.stderr).toMatch(/tmp: only 0 bytes are free on its disk/);
    disk.empty();
    await agent.said(/this machine can run trainers again/);
    await stage.ask("watch", "beats");
    const trials = await stage.ask<TrialShape>("trials", "beats");
    await stage.stop();
    expect(trials.map(({ state }) => state)).toEqual(["completed", "completed", "completed"]);
  },
);
