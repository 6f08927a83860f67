import { describe, expect, it } from "vitest";
import { findGpus } from "../../../src/agent/agent.ts";
import { layoutSlots } from "../../../src/agent/gpu/layout.ts";
import { visibility } from "../../../src/agent/gpu/visible.ts";
import type { Mistake } from "../../../src/error.ts";
import { keepingLogger, temporaryFolder } from "../scene.ts";
import { smiLines, withNvidiaSmi } from "./nvidiaSmi.ts";

const two = smiLines("NVIDIA H100 80GB HBM3", "NVIDIA A100-SXM4-80GB");

async function found(env: NodeJS.ProcessEnv) {
  const { logger, entries } = keepingLogger();
  return { gpus: await findGpus(logger, env), entries };
}

describe("findGpus", () => {
  it("reads number, model, memory and UUID of each GPU that nvidia-smi prints", async () => {
    const { gpus } = await found(withNvidiaSmi(two));
    expect(gpus).toEqual([
      {
        index: 0,
        name: "NVIDIA H100 80GB HBM3",
        memoryMib: 81_559,
        uuid: "GPU-0c3d9f20-5b1e-44a8-9b6e-0a1b2c3d4e5f",
      },
      {
        index: 1,
        name: "NVIDIA A100-SXM4-80GB",
        memoryMib: 81_558,
        uuid: "GPU-1c3d9f20-5b1e-44a8-9b6e-0a1b2c3d4e5f",
      },
    ]);
  });

  it("knows a GPU that shares the machine's memory", async () => {
    const { gpus } = await found(withNvidiaSmi(["0, NVIDIA GB10, [N/A], GPU-7"]));
    expect(gpus).toEqual([{ index: 0, name: "NVIDIA GB10", memoryMib: 0, uuid: "GPU-7" }]);
  });

  const cut = [
    "GPU 0: NVIDIA H100 80GB HBM3 (UUID: GPU-0c3d9f20-5b1e-44a8-9b6e-0a1b2c3d4e5f)",
    "  MIG 3g.40gb     Device  0: (UUID: MIG-c6d4f1ef-42e4-5de3-91c7-45d71c87eb3f)",
    "  MIG 1g.10gb     Device  1: (UUID: MIG-cba663e8-9bed-5b25-b243-5985ef7c9beb)",
    "GPU 1: NVIDIA A100-SXM4-80GB (UUID: GPU-1c3d9f20-5b1e-44a8-9b6e-0a1b2c3d4e5f)",
  ];
  const H100 = "NVIDIA H100 80GB HBM3 MIG";

  it("takes each MIG instance for a device, in place of the GPU that is cut", async () => {
    const { gpus } = await found(withNvidiaSmi(two, 0, cut));
    expect(gpus.map(({ name, memoryMib }) => [name, memoryMib])).toEqual([
      [`${H100} 3g.40gb`, 40_960],
      [`${H100} 1g.10gb`, 10_240],
      ["NVIDIA A100-SXM4-80GB", 81_558],
    ]);
  });

  it.each([
    ["MIG-cba663e8-9bed-5b25-b243-5985ef7c9beb,MIG-c6d4", [`${H100} 1g.10gb`, `${H100} 3g.40gb`]],
    ["MIG-c6d4,1", [`${H100} 3g.40gb`, "NVIDIA A100-SXM4-80GB"]],
    ["MIG-c6d4,MIG-unknown,1", [`${H100} 3g.40gb`]],
  ])("takes of CUDA_VISIBLE_DEVICES=%j the instances %j", async (visible, names) => {
    const { gpus } = await found({ ...withNvidiaSmi(two, 0, cut), CUDA_VISIBLE_DEVICES: visible });
    expect(gpus.map(({ name }) => name)).toEqual(names);
  });

  it("believes CUDA_VISIBLE_DEVICES where nvidia-smi does not list instances", async () => {
    const { gpus } = await found({ ...withNvidiaSmi(two), CUDA_VISIBLE_DEVICES: "MIG-a,MIG-GPU-0c3d/1/0" });
    expect(gpus.map(({ uuid }) => uuid)).toEqual(["MIG-a", "MIG-GPU-0c3d/1/0"]);
  });

  it("shows each trainer an instance of its own, by its name", async () => {
    const { gpus } = await found({ ...withNvidiaSmi(two, 0, cut), CUDA_VISIBLE_DEVICES: "MIG-c6d4,MIG-cba6" });
    const slots = layoutSlots(gpus, { slots: undefined, slotsPerGpu: 1, gpusPerSlot: 1 }, []);
    expect(slots.map(visibility)).toEqual([
      { CUDA_VISIBLE_DEVICES: "MIG-c6d4f1ef-42e4-5de3-91c7-45d71c87eb3f" },
      { CUDA_VISIBLE_DEVICES: "MIG-cba663e8-9bed-5b25-b243-5985ef7c9beb" },
    ]);
  });

  it("gives no trainer several instances", async () => {
    const { gpus } = await found(withNvidiaSmi(two, 0, cut));
    const mistakes: Mistake[] = [];
    layoutSlots(gpus, { slots: undefined, slotsPerGpu: 1, gpusPerSlot: 2 }, mistakes);
    expect(mistakes.map(({ rule }) => rule)).toEqual(["must be 1 for MIG instances: CUDA shows a process one of them"]);
  });

  it("finds none, and thinks nothing of it, without the program", async () => {
    const { gpus, entries } = await found({ PATH: temporaryFolder() });
    expect(gpus).toEqual([]);
    expect(entries.waiting).toEqual([]);
  });

  it("finds none and warns when the program fails, as it does beside a broken driver", async () => {
    const failure = "NVIDIA-SMI has failed because it couldn`t communicate with the NVIDIA driver.";
    const { gpus, entries } = await found(withNvidiaSmi([failure], 9));
    expect(gpus).toEqual([]);
    expect(entries.waiting).toMatchObject([{ level: "warn", message: "nvidia-smi failed: going on without GPUs" }]);
  });

  it.each([
    ["0,1", [0, 1]],
    ["1,0", [1, 0]],
    ["1", [1]],
    [" 1 , 0", [1, 0]],
    ["GPU-1c3d", [1]],
    ["GPU-1c3d9f20-5b1e-44a8-9b6e-0a1b2c3d4e5f,0", [1, 0]],
    ["1,1", [1]],
    ["0,7,1", [0]],
    ["-1", []],
    ["", []],
  ])("takes of CUDA_VISIBLE_DEVICES=%j the GPUs %j", async (visible, indexes) => {
    const { gpus } = await found({ ...withNvidiaSmi(two), CUDA_VISIBLE_DEVICES: visible });
    expect(gpus.map(({ index }) => index)).toEqual(indexes);
  });
});
