import type { Gpu } from "./gpu.ts";

/**
 * The GPUs that a CUDA_VISIBLE_DEVICES leaves, in its order: numbers, and UUIDs or beginnings of them, of GPUs or of MIG instances. As for CUDA, the list ends at the first
 * entry that is no GPU, so that an empty text and "-1" leave none. Numbers are the driver's; CUDA counts so too with
 * CUDA_DEVICE_ORDER=PCI_BUS_ID, and without it on machines whose GPUs are alike.
 */
export function visibleGpus(gpus: readonly Gpu[], visible: string | undefined): readonly Gpu[] {
  if (visible === undefined) return gpus;
  const entries = visible.split(",").map((entry) => gpus.find((gpu) => isMeant(gpu, entry.trim())));
  const end = entries.indexOf(undefined);
  return [...new Set(entries.slice(0, end === -1 ? entries.length : end))].filter((gpu) => gpu !== undefined);
}

/** What makes these GPUs, and no others, visible to a trainer. Nothing for none: then the agent's own variable stands. */
export function visibility(gpus: readonly Gpu[]): Record<string, string> {
  if (gpus.length === 0) return {};
  // An instance has no number. CUDA shows a process the first one that is named and no more.
  const [first] = gpus;
  if (first?.isInstance) return { CUDA_VISIBLE_DEVICES: first.uuid };
  // Numbers, not UUIDs: scripts read them as such. The order makes them mean the same to CUDA as to the driver.
  return { CUDA_DEVICE_ORDER: "PCI_BUS_ID", CUDA_VISIBLE_DEVICES: gpus.map(({ index }) => index).join(",") };
}

function isMeant({ index, uuid }: Gpu, entry: string): boolean {
  return /^\d+$/.test(entry) ? index === Number(entry) : /^(GPU|MIG)-/.test(entry) && uuid.startsWith(entry);
}
