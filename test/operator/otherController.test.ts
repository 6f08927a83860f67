import assert from "node:assert/strict";
import type { V1Job } from "@kubernetes/client-node";
import { expect, it, onTestFinished } from "vitest";
import { readPlacement } from "../../src/controller/core/document/placement.ts";
import { agentJob } from "../../src/controller/operator/agentJob.ts";
import { OtherController } from "../../src/controller/operator/otherController.ts";
import { PATIENCE_MS, Scene, slowly, specOf, TIMEOUT_MS } from "./scene.ts";

it("another controller is told of with its third Job of a resource, once", () => {
  const others = new OtherController("one:7450");
  const seen = (resource: string, uid: string, address: string) => others.noticed(resource, jobAt(uid, address));

  expect(seen("beats", "a", "two:7450")).toBeNull();
  expect(seen("beats", "a", "two:7450")).toBeNull();
  expect(seen("beats", "b", "one:7450")).toBeNull();
  expect(seen("gaze", "c", "two:7450")).toBeNull();
  expect(seen("beats", "d", "two:7450")).toBeNull();
  expect(seen("beats", "e", "two:7450")).toBe("two:7450");
  expect(seen("beats", "f", "two:7450")).toBeNull();
});

function jobAt(uid: string, controller: string): V1Job {
  const placement = readPlacement({ image: "train:1" }, []);
  assert(placement !== undefined);
  const settings = { controller, agentImage: "macrosweep:1", caConfigMap: null, parallelism: 1 };
  const job = agentJob({ name: "beats", namespace: "vision", uid: "beats" }, placement, settings);
  return { ...job, metadata: { ...job.metadata, uid } };
}

async function open(): Promise<Scene> {
  const scene = new Scene();
  onTestFinished(() => scene.close(), TIMEOUT_MS);
  await scene.open();
  return scene;
}

it("a Sweep that two controllers serve says so in an event", slowly, async () => {
  const scene = await open();
  const second = scene.second();
  onTestFinished(async () => void (await second.kill("SIGTERM")));
  await scene.apply("beats", specOf({ trainer: "endless" }));

  const told = async () => (await scene.events("beats")).filter((reason) => reason === "OtherController");
  // It has to start first.
  await expect.poll(told, { timeout: 2 * PATIENCE_MS, interval: 100 }).toEqual(["OtherController"]);
  const said = scene.controller.stderr + second.stderr;
  expect(said).toContain("another controller serves this Sweep too");
});

it("a Sweep whose controller comes back at another address does not", slowly, async () => {
  const scene = await open();
  await scene.apply("beats", specOf({ trainer: "endless" }));
  await scene.statusLike("beats", { trials: { running: 1 } });
  const [before] = await scene.pods("beats");
  await scene.restart();
  await expect.poll(() => scene.pods("beats"), { timeout: PATIENCE_MS, interval: 100 }).not.toContain(before);
  await scene.statusLike("beats", { trials: { running: 1 } });

  expect(await scene.events("beats")).not.toContain("OtherController");
});
