import { expect, it, onTestFinished } from "vitest";
import type { TrialShape } from "../../src/shapes/trial.ts";
import { BadPath } from "../agent/badPath.ts";
import { writeSweep } from "./document.ts";
import { expectPromisesKept, those } from "./promises.ts";
import { openStage } from "./stage.ts";

it("loses no trial to a link that breaks whenever an assignment passes", async () => {
  const stage = openStage(onTestFinished);
  await stage.controller();
  const path = await BadPath.to(await stage.address());
  let reset = 0;
  path.resets = (bytes) => {
    const passes = bytes.includes("--folder");
    if (passes) reset += 1;
    return passes;
  };
  await stage.ask("submit", writeSweep(stage, "beats", { trials: 6, parallel: 6, epochs: 2 }));
  const flapping = stage.start("agent", "--controller", path.address, "--slots", "2");
  await stage.until("three links to break under an assignment", () => reset >= 3);
  await stage.agent(2);
  await stage.ask("watch", "beats");
  const trials = await stage.ask<TrialShape>("trials", "beats");
  await flapping.kill("SIGTERM");
  await stage.stop();

  expect(trials.map(({ state }) => state)).toEqual(Array.from({ length: 6 }, () => "completed"));
  const events = await stage.events("beats");
  expectPromisesKept(events);
  // Nothing is charged for what never ran, and nobody went through all trials.
  const lost = those(events, "leaseEnded").filter(({ why }) => why === "undelivered");
  expect(lost.length).toBeGreaterThanOrEqual(3);
  expect(lost.length).toBeLessThan(20);
  expect(new Set(lost.map(({ epochs, unstarted }) => `${epochs} ${unstarted}`))).toEqual(new Set(["0 true"]));
});

it("takes a trial back whose agent comes again and again and is never heard of it, and gives it to another", async () => {
  const stage = openStage(onTestFinished);
  await stage.controller("--lease", "3");
  const path = await BadPath.to(await stage.address());
  // The name of a class stands in every report, and in nothing else.
  path.resetsSaid = (bytes) => bytes.includes("noise");
  const flapping = stage.start("agent", "--controller", path.address, "--slots", "1", "--work", "flapping");
  await flapping.said(/session open/);
  await stage.ask(
    "submit",
    writeSweep(stage, "beats", { trials: 1, parallel: 1, epochs: 40, options: ["--pace", "100"] }),
  );
  await stage.until("links to break under a report", () => path.connections >= 8);
  await stage.agent(1);
  await stage.ask("watch", "beats");
  const [trial] = await stage.ask<TrialShape>("trials", "beats");
  await flapping.kill("SIGTERM");
  await stage.stop();

  expect(trial).toMatchObject({ state: "completed", steps: 40 });
  const events = await stage.events("beats");
  expectPromisesKept(events);
  const ends = those(events, "leaseEnded").map(({ why }) => why);
  // Whoever of the two has counted to the end of the lease first.
  expect(["expired", "undelivered"]).toContain(ends[0]);
  expect(ends.at(-1)).toBe("finished");
});
