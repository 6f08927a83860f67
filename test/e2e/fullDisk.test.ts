import { mkdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { describe, expect, it, onTestFinished } from "vitest";
import { openGate, trained } from "./diary.ts";
import { type SweepOptions, writeSweep } from "./document.ts";
import { expectPromisesKept, reportsOf, those } from "./promises.ts";
import { canMount, mountSmallDisk, noMount } from "./smallDisk.ts";
import { openStage, type Stage } from "./stage.ts";

// Longer at the gate than a lease of 2 s lasts.
const sweep: SweepOptions = { trials: 2, parallel: 2, epochs: 6, options: ["--gate", "3", "--pace", "700"] };
const everyEpoch = [1, 2, 3, 4, 5, 6].flatMap((epoch) => [`0/1/${epoch}`, `1/1/${epoch}`]).sort();

/** Each epoch was trained and recorded once, by the first attempt. */
async function expectNothingLost(stage: Stage): Promise<void> {
  const events = await stage.events("beats");
  expectPromisesKept(events);
  expect(reportsOf(events)).toEqual(everyEpoch);
  expect(those(events, "leaseEnded").map(({ why }) => why)).toEqual(["finished", "finished"]);
}

describe.runIf(canMount)(`a state folder whose disk is full${noMount}`, () => {
  it("is said by the controller and heard by its clients, training goes on, and all is recorded when there is room", async () => {
    const stage = openStage(onTestFinished);
    const disk = mountSmallDisk(stage.state, 2_000, onTestFinished);
    const controller = await stage.controller("--lease", "2");
    await stage.agent(2, "--work", "work");
    await stage.ask("submit", writeSweep(stage, "beats", sweep));
    await trained(stage, 4);

    disk.fill();
    openGate(stage);
    await controller.said(/"msg":"nothing can be recorded/);
    await trained(stage, 12);
    const other = writeSweep(stage, "other", sweep);
    const refused = await stage.macrosweep("submit", other);
    expect(refused).toMatchObject({ code: 3, stderr: expect.stringContaining("database or disk is full") });
    expect(await stage.ask("list")).toMatchObject([{ sweep: "beats", state: "running" }]);

    disk.empty();
    await controller.said(/"msg":"the journal can be written again"/);
    await stage.ask("watch", "beats");
    await stage.stop();
    await expectNothingLost(stage);
  });

  it("stops no controller that starts meanwhile, nor who looks at it", async () => {
    const stage = openStage(onTestFinished);
    const disk = mountSmallDisk(stage.state, 2_000, onTestFinished);
    const killed = await stage.controller("--lease", "300");
    await stage.agent(2, "--work", "work");
    await stage.ask("submit", writeSweep(stage, "beats", sweep));
    await trained(stage, 4);
    await killed.kill("SIGKILL");
    disk.fill();

    const controller = await stage.controller("--lease", "300");
    openGate(stage);
    await controller.said(/"msg":"nothing can be recorded/);
    expect(await stage.ask("list")).toMatchObject([{ sweep: "beats", state: "running" }]);

    disk.empty();
    await stage.ask("watch", "beats");
    await stage.stop();
    await expectNothingLost(stage);
  });

  it("stops no run: it says so, goes on, and ends with its winner; its log says what is missing", async () => {
    const stage = openStage(onTestFinished);
    const disk = mountSmallDisk(stage.state, 2_000, onTestFinished);
    // The trainers' own files are theirs to lose.
    mkdirSync(stage.path("work"));
    symlinkSync(stage.path("work"), `${stage.state}/trials`);
    const run = stage.start("run", writeSweep(stage, "beats", sweep), "--agents", "2");
    await trained(stage, 4);

    disk.fill();
    openGate(stage);
    await run.said(/macrosweep: nothing can be recorded now: .*database or disk is full/);
    await trained(stage, 12);
    disk.empty();
    expect(await run.exited).toEqual({ code: 0, signal: null });
    expect(run.stderr).toContain("macrosweep: the journal can be written again\n");
    expect(run.stdout).toContain("Sweep beats completed");
    expect(readFileSync(`${stage.state}/macrosweep.log`, "utf8")).toContain("trial ended");
    await expectNothingLost(stage);
  });
});

describe("a state folder that is deleted underneath", () => {
  it("ends the controller at the next commit, which nobody is told has succeeded; the trainers' agent goes on", async () => {
    const stage = openStage(onTestFinished);
    const controller = await stage.controller();
    await stage.agent(2, "--work", "work");
    await stage.ask("submit", writeSweep(stage, "beats", sweep));
    await trained(stage, 4);
    rmSync(stage.state, { recursive: true });
    openGate(stage);
    expect(await controller.exited).toEqual({ code: 2, signal: null });
    expect(controller.stderr).toMatch(/macrosweep: .*journal\.db: was deleted or replaced while a controller used it/);
    await trained(stage, 12);
  });

  it("ends a run with the same words", async () => {
    const stage = openStage(onTestFinished);
    const run = stage.start("run", writeSweep(stage, "beats", sweep));
    await trained(stage, 4);
    rmSync(`${stage.state}/journal.db`);
    openGate(stage);
    expect(await run.exited).toEqual({ code: 2, signal: null });
    expect(run.stderr).toContain("journal.db: was deleted or replaced");
    await stage.isEmpty();
  });
});
