import type { Mistake } from "../../error.ts";
import { BOUNDS } from "../bounds.ts";
import type { Gpu } from "./gpu.ts";

/** How trainers share the GPUs. Each at least 1; one of the last two is 1. */
export interface Sharing {
  /** Trainers that run at a time; undefined: as many as the GPUs give, and 1 without GPUs. */
  readonly slots: number | undefined;
  readonly slotsPerGpu: number;
  readonly gpusPerSlot: number;
}

/**
 * The GPUs of each slot. Neighbouring slots get different GPUs, so that few trainers spread over all of them; with more `slots` than the GPUs
 * give they begin again with the first. GPUs that make no full slot stay unused. What cannot be is added to the mistakes.
 */
export function layoutSlots(gpus: readonly Gpu[], sharing: Sharing, mistakes: Mistake[]): readonly (readonly Gpu[])[] {
  const before = mistakes.length;
  checkSharing(gpus.length, sharing, mistakes);
  if (sharing.gpusPerSlot > 1 && gpus.some(({ isInstance }) => isInstance)) {
    const rule = "must be 1 for MIG instances: CUDA shows a process one of them";
    mistakes.push({ path: "gpusPerSlot", value: sharing.gpusPerSlot, rule });
  }
  if (mistakes.length > before) return [];
  const { slotsPerGpu, gpusPerSlot } = sharing;
  const groups = Array.from({ length: Math.floor(gpus.length / gpusPerSlot) }, (_, i) =>
    gpus.slice(i * gpusPerSlot, (i + 1) * gpusPerSlot),
  );
  const slots = sharing.slots ?? Math.max(1, groups.length * slotsPerGpu);
  if (slots > BOUNDS.slots) {
    mistakes.push({
      path: "slotsPerGpu",
      value: slotsPerGpu,
      rule: `gives ${slots} slots; an agent has at most ${BOUNDS.slots}`,
    });
    return [];
  }
  return Array.from({ length: slots }, (_, i) => groups[i % groups.length] ?? []);
}

function checkSharing(gpus: number, sharing: Sharing, mistakes: Mistake[]): void {
  const { slots = 1, slotsPerGpu, gpusPerSlot } = sharing;
  const counts = { slots, slotsPerGpu, gpusPerSlot };
  for (const [path, value] of Object.entries(counts)) {
    if (!Number.isInteger(value) || value < 1)
      mistakes.push({ path, value, rule: "must be a whole number of at least 1" });
    else if (value > BOUNDS.slots) mistakes.push({ path, value, rule: `must be at most ${BOUNDS.slots}` });
  }
  if (slotsPerGpu > 1 && gpus === 0) {
    mistakes.push({ path: "slotsPerGpu", value: slotsPerGpu, rule: "needs a GPU, and none is found" });
  }
  if (gpusPerSlot > Math.max(1, gpus)) {
    mistakes.push({ path: "gpusPerSlot", value: gpusPerSlot, rule: `must be at most the ${gpus} GPUs that are found` });
  }
  if (slotsPerGpu > 1 && gpusPerSlot > 1) {
    mistakes.push({ path: "slotsPerGpu", value: slotsPerGpu, rule: "must be 1 where a slot has several GPUs" });
  }
}
