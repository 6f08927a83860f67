import { describe, expect, it } from "vitest";
import { findGpus } from "../../../src/agent/agent.ts";
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
    ["MIG-2b1f", []],
  ])("takes of CUDA_VISIBLE_DEVICES=%j the GPUs %j", async (visible, indexes) => {
    const { gpus } = await found({ ...withNvidiaSmi(two), CUDA_VISIBLE_DEVICES: visible });
    expect(gpus.map(({ index }) => index)).toEqual(indexes);
  });
});
