import { expect, it, onTestFinished, vi } from "vitest";
import type { Event } from "../../src/controller/core/events.ts";
import { smiLines, withNvidiaSmi } from "../agent/gpu/nvidiaSmi.ts";
import { writeSweep } from "./document.ts";
import { expectPromisesKept, those } from "./promises.ts";
import { openStage } from "./stage.ts";

// Two trials and a half on two GPUs: a machine that is a third slower than thought does not make it two or three.
const GPU_HOURS = 17 / 3_600;

const TRAINER = [1, 2, 3].map((epoch) => `sleep 1; echo '@macrosweep {"epoch": ${epoch}, "value": 0.5}'`).join("; ");

/** Seconds of a GPU that each attempt had, from its lease to its end. */
function used(events: readonly Event[]): number {
  const ends = those(events, "leaseEnded");
  return those(events, "leaseGranted").reduce((sum, { trial, gpus = 0, atMs }) => {
    const end = ends.find((event) => event.trial === trial)?.atMs ?? Number.NaN;
    return sum + ((end - atMs) / 1_000) * gpus;
  }, 0);
}

it("a sweep ends with its GPU-hours, counted from the slots of its agents and their GPUs", async () => {
  const stage = openStage(onTestFinished);
  vi.stubEnv("PATH", withNvidiaSmi(smiLines("NVIDIA A100-SXM4-80GB", "NVIDIA H100 80GB HBM3")).PATH);
  vi.stubEnv("CUDA_VISIBLE_DEVICES", undefined);
  onTestFinished(() => void vi.unstubAllEnvs());
  await stage.controller("--lease", "3");
  await stage.agent(1, "--gpus-per-slot", "2");
  const command = ["sh", "-c", TRAINER];
  const sweep = { trials: 1_000, parallel: 1, epochs: 3, command, gpuHours: GPU_HOURS };

  await stage.ask("submit", writeSweep(stage, "hours", sweep));
  await stage.ask("watch", "hours");
  await stage.stop();

  const events = await stage.events("hours");
  expectPromisesKept(events);
  expect(those(events, "sweepEnded")).toMatchObject([
    { state: "completed", reason: expect.stringContaining("GPU-hours that are left would not last") },
  ]);
  expect(those(events, "leaseGranted").every(({ gpus }) => gpus === 2)).toBe(true);
  expect(used(events)).toBeLessThanOrEqual(GPU_HOURS * 3_600);
  expect(those(events, "trialEnded").every(({ state }) => state === "completed")).toBe(true);
});

it("trials of which nobody knows how long they take do not start together: what they take is reserved", async () => {
  const stage = openStage(onTestFinished);
  vi.stubEnv("PATH", withNvidiaSmi(smiLines("NVIDIA A100-SXM4-80GB", "NVIDIA H100 80GB HBM3")).PATH);
  vi.stubEnv("CUDA_VISIBLE_DEVICES", undefined);
  onTestFinished(() => void vi.unstubAllEnvs());
  await stage.controller("--lease", "3");
  await stage.agent(2);
  const command = ["sh", "-c", TRAINER];
  const sweep = { trials: 1_000, parallel: 2, epochs: 3, command, gpuHours: GPU_HOURS };

  await stage.ask("submit", writeSweep(stage, "hours", sweep));
  await stage.ask("watch", "hours");
  await stage.stop();

  const events = await stage.events("hours");
  expectPromisesKept(events);
  const kinds = events.map(({ kind }) => kind).filter((kind) => kind === "leaseGranted" || kind === "reportRecorded");
  expect(kinds.slice(0, 3)).toEqual(["leaseGranted", "reportRecorded", "leaseGranted"]);
  expect(those(events, "trialEnded").every(({ state }) => state === "completed")).toBe(true);
  expect(used(events)).toBeLessThanOrEqual(GPU_HOURS * 3_600);
});

it("agents of one run that share a GPU count their parts of it", async () => {
  const stage = openStage(onTestFinished);
  vi.stubEnv("PATH", withNvidiaSmi(smiLines("NVIDIA A100-SXM4-80GB", "NVIDIA H100 80GB HBM3")).PATH);
  vi.stubEnv("CUDA_VISIBLE_DEVICES", undefined);
  onTestFinished(() => void vi.unstubAllEnvs());
  const sweep = { trials: 6, parallel: 3, epochs: 3, command: ["sh", "-c", TRAINER] };
  const file = writeSweep(stage, "shared", sweep);
  expect(await stage.macrosweep("run", file, "--agents", "3")).toMatchObject({ code: 0 });
  const granted = those(await stage.events("shared"), "leaseGranted");
  const parts = new Set(granted.map(({ agent, gpus }) => `${agent.replace(/-[0-9a-f]+$/, "")}: ${gpus}`));
  expect([...parts].sort()).toEqual(["local-1: 0.5", "local-2: 1", "local-3: 0.5"]);
});
