import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { Event } from "../../src/controller/core/events.ts";
import { diary, openGate, trained } from "./diary.ts";
import { type SweepOptions, writeSweep } from "./document.ts";
import { expectPromisesKept, reportsOf, those } from "./promises.ts";
import { openStage, type Said, type Stage } from "./stage.ts";

// One trial at a time: what came first does not depend on the machine. The model and the pruner choose by what came before.
const sweep: SweepOptions = {
  trials: 24,
  parallel: 1,
  epochs: 4,
  sampler: { name: "tpe", seed: 11, startupTrials: 4 },
  pruner: { name: "asha", minResource: 1, reductionFactor: 2 },
};

/** What was tried, why, and what came of it, in order. */
function choices(events: readonly Event[]): unknown[] {
  const ended = new Map(those(events, "trialEnded").map(({ trial, state, reason }) => [trial, `${state} ${reason}`]));
  return those(events, "trialSuggested").map(({ trial, params, seed, why }) => {
    return { params, seed, why, ended: ended.get(trial) };
  });
}

async function uninterrupted(stage: Stage): Promise<Event[]> {
  const file = writeSweep(stage, "beats", { ...sweep, options: ["--pace", "2"] });
  expect(await stage.macrosweep("run", file, "--agents", "1")).toMatchObject({ code: 0 });
  return stage.events("beats");
}

const elsewhere = openStage(afterAll);
let whole: readonly Event[];

beforeAll(async () => {
  whole = await uninterrupted(elsewhere);
});

it("tries the same with the same seed, and lets the model and the pruner choose", async () => {
  expect(choices(await uninterrupted(openStage(onTestFinished)))).toEqual(choices(whole));
  expect(those(whole, "trialSuggested").filter(({ why }) => why.startsWith("model")).length).toBeGreaterThan(2);
  expect(those(whole, "trialEnded").filter(({ state }) => state === "pruned").length).toBeGreaterThan(2);
});

describe("a run that was killed with -9 and started again", () => {
  const stage = openStage(afterAll);
  /** The trial that was in the middle of its training. */
  let victim: number;
  let before: readonly Event[];
  let trainedBefore: number;
  let said: Said;
  let events: readonly Event[];

  beforeAll(async () => {
    victim = those(whole, "trialEnded").find(({ trial, state }) => trial > 4 && state === "completed")!.trial;
    const args = [
      "run",
      writeSweep(stage, "beats", { ...sweep, options: ["--gate", "3", "--gated", String(victim)] }),
      "--agents",
      "1",
    ];
    const first = stage.start(...args);
    await trained(stage, 1, ({ trial, epoch }) => trial === victim && epoch === 2);
    // A checkpoint ahead of the last recorded report would leave out a rung of the victim, and others would be measured without it.
    await stage.recorded(
      "its second epoch",
      (event) => event.kind === "reportRecorded" && event.trial === victim && event.step === 2,
    );
    await first.kill("SIGKILL");
    await stage.isEmpty();
    before = await stage.events("beats");
    trainedBefore = diary(stage).length;
    openGate(stage);
    said = await stage.macrosweep(...args);
    events = await stage.events("beats");
  });

  it("ends as it should, with all that the first run had recorded", () => {
    expect(said).toMatchObject({ code: 0, stdout: expect.stringContaining("Sweep beats completed") });
    expectPromisesKept(events);
    expect(events.slice(0, before.length)).toEqual(before);
    expect(reportsOf(events)).toEqual(expect.arrayContaining(reportsOf(before)));
  });

  it("trains no finished trial again, and the unfinished one from its checkpoint on", () => {
    const finished = those(before, "trialEnded").map(({ trial }) => trial);
    expect(finished.length).toBe(victim);
    const after = diary(stage).slice(trainedBefore);
    expect(after.filter(({ trial }) => finished.includes(trial))).toEqual([]);
    expect(after[0]).toMatchObject({ trial: victim, attempt: 2, epoch: 3 });
  });

  it("tries what an uninterrupted one tries", () => {
    expect(those(events, "leaseEnded").filter(({ why }) => why === "expired")).toMatchObject([{ trial: victim }]);
    expect(choices(events)).toEqual(choices(whole));
  });
});

it("gives its trials back on Ctrl-C, says how to go on, and goes on so", async () => {
  const stage = openStage(onTestFinished);
  const file = writeSweep(stage, "beats", { trials: 4, parallel: 2, epochs: 6, options: ["--gate", "4"] });
  const first = stage.start("run", file);
  await trained(stage, 6);
  expect(await first.kill("SIGINT")).toEqual({ code: 130, signal: null });
  await stage.isEmpty();
  expect(first.stdout).toContain("Stopped. Sweep beats is kept in .macrosweep");
  expect(first.stdout).toContain("\n  npx macrosweep run beats.yaml\n");

  openGate(stage);
  expect(await stage.macrosweep("run", file)).toMatchObject({ code: 0 });
  await stage.isEmpty();

  expect(diary(stage).length).toBe(4 * 6);
  const events = await stage.events("beats");
  expectPromisesKept(events);
  const whys = those(events, "leaseEnded").map(({ why }) => why);
  expect(whys).toEqual(["returned", "returned", "finished", "finished", "finished", "finished"]);
});
