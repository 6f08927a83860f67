import { expect, it, onTestFinished, vi } from "vitest";
import type { TrialShape } from "../../src/shapes/trial.ts";
import { smiLines, withNvidiaSmi } from "../agent/gpu/nvidiaSmi.ts";
import { writeSweep } from "./document.ts";
import { openStage } from "./stage.ts";

// Reports the numbers of the GPUs that it sees as its value: 0 for "0".
const SAYS_ITS_GPU = ["sh", "-c", 'echo "@macrosweep {\\"epoch\\": 1, \\"value\\": $CUDA_VISIBLE_DEVICES}"'];

it("keeps a sweep waiting, and says for what, until an agent with the GPU that it asks for comes", async () => {
  const stage = openStage(onTestFinished);
  await stage.controller();
  await (await stage.agent(1)).said(/session open/);
  const sweep = { trials: 2, parallel: 2, epochs: 1, command: SAYS_ITS_GPU, requires: { gpu: "H100" } };
  await stage.ask("submit", writeSweep(stage, "beats", sweep));
  const reason = 'waits for an agent with gpu "H100"; connected: 1 agent with no gpu';
  expect((await stage.macrosweep("get", "beats")).stdout).toContain(`Sweep beats is running: ${reason}`);
  expect((await stage.macrosweep("list")).stdout).toContain(reason);

  const watching = stage.start("watch", "beats");
  await watching.said(/waits for an agent with gpu "H100"; connected: 1 agent with no gpu\n/);
  vi.stubEnv("PATH", withNvidiaSmi(smiLines("NVIDIA A100-SXM4-80GB", "NVIDIA H100 80GB HBM3")).PATH);
  vi.stubEnv("CUDA_VISIBLE_DEVICES", "1");
  onTestFinished(() => void vi.unstubAllEnvs());
  await stage.agent(2);
  expect(await watching.exited).toEqual({ code: 0, signal: null });
  const trials = await stage.ask<TrialShape>("trials", "beats");
  await stage.stop();

  // The second GPU of the machine, the only one that this agent may use; both of its slots share it.
  expect(trials.map(({ state, value }) => [state, value])).toEqual([
    ["completed", 1],
    ["completed", 1],
  ]);
});
