import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { BOUNDS } from "../bounds.ts";
import { ENVIRONMENT, type Logger } from "../config.ts";
import type { Gpu } from "./gpu.ts";
import { namedInstances, readInstances } from "./mig.ts";
import { visibleGpus } from "./visible.ts";

const QUERY = ["--query-gpu=index,name,memory.total,uuid", "--format=csv,noheader,nounits"];

/**
 * The NVIDIA GPUs, or MIG instances of them, that this process may use, by `nvidia-smi` on the PATH of `env` and CUDA_VISIBLE_DEVICES in it. None without that program;
 * none and a warning when it fails or is silent for half a minute, as it is beside a broken driver: then trainers run as on a machine
 * without GPUs.
 */
export async function findGpus(logger: Logger, env: NodeJS.ProcessEnv = ENVIRONMENT): Promise<readonly Gpu[]> {
  try {
    const { stdout } = await promisify(execFile)("nvidia-smi", QUERY, { env, timeout: BOUNDS.nvidiaSmiMs });
    const visible = env.CUDA_VISIBLE_DEVICES;
    const instances = (await findInstances(env)) ?? namedInstances(visible);
    const gpus = visibleGpus(devicesOf(readGpus(stdout), instances), visible);
    logger.info({ gpus }, "GPUs found");
    return gpus;
  } catch (error) {
    const missing = error instanceof Error && "code" in error && error.code === "ENOENT";
    if (!missing) logger.warn({ error: String(error) }, "nvidia-smi failed: going on without GPUs");
    return [];
  }
}

/** Null where this nvidia-smi does not list them. */
async function findInstances(env: NodeJS.ProcessEnv): Promise<readonly Gpu[] | null> {
  try {
    const { stdout } = await promisify(execFile)("nvidia-smi", ["-L"], { env, timeout: BOUNDS.nvidiaSmiMs });
    return readInstances(stdout);
  } catch {
    return null;
  }
}

// A GPU that is cut into instances is no device any more.
function devicesOf(gpus: readonly Gpu[], instances: readonly Gpu[]): Gpu[] {
  const of = (index: number) => instances.filter((instance) => instance.index === index && instance.name !== "MIG");
  const known = gpus.flatMap((gpu) => (of(gpu.index).length > 0 ? of(gpu.index) : [gpu]));
  return [...known, ...instances.filter((instance) => !known.includes(instance))];
}

/** A line a GPU: "0, NVIDIA H100 80GB HBM3, 81559, GPU-5c3d...". Lines that are no such thing, such as "No devices were found", are no GPU. */
function readGpus(csv: string): Gpu[] {
  const lines = csv.split("\n").map((line) => line.split(",").map((cell) => cell.trim()));
  return lines.flatMap(([index = "", name, memory, uuid]) => {
    if (!/^\d+$/.test(index) || name === undefined || uuid === undefined) return [];
    // "[N/A]" where the memory is the machine's own.
    return [{ index: Number(index), name, memoryMib: Number(memory) || 0, uuid }];
  });
}
