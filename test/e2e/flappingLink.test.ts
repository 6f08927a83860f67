import { expect, it, onTestFinished } from "vitest";
import type { TrialShape } from "../../src/cli/shapes.ts";
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
