import type { Gpu } from "./gpu.ts";

/**
 * The MIG instances in what `nvidia-smi -L` prints, each a device of its own: indented lines below the line of their GPU,
 * "  MIG 3g.20gb     Device  0: (UUID: MIG-c6d4f1ef-...)".
 */
export function readInstances(list: string): Gpu[] {
  let index = 0;
  let model = "";
  return list.split("\n").flatMap((line) => {
    const [, number, name] = /^GPU (\d+): (.*?) \(UUID:/.exec(line) ?? [];
    if (number !== undefined) {
      index = Number(number);
      model = name ?? "";
    }
    const [, profile, uuid] = /^\s+MIG (\S+)\s+Device\s+\d+: \(UUID: (MIG-[^)]+)\)/.exec(line) ?? [];
    return profile === undefined || uuid === undefined ? [] : [instanceOf(index, `${model} MIG ${profile}`, uuid)];
  });
}

/** The instances that a CUDA_VISIBLE_DEVICES names, where nobody can be asked what they are. */
export function namedInstances(visible: string | undefined): Gpu[] {
  const names = (visible ?? "").split(",").map((entry) => entry.trim());
  return names.filter((entry) => entry.startsWith("MIG-")).map((uuid) => instanceOf(0, "MIG", uuid));
}

function instanceOf(index: number, name: string, uuid: string): Gpu {
  // "3g.20gb": the profile says the memory in whole GiB.
  const [, gib = "0"] = /\.(\d+)gb/.exec(name) ?? [];
  return { index, name, memoryMib: Number(gib) * 1024, uuid, isInstance: true };
}
