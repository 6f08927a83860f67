import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * How many processes of this process's control group the kernel has killed for want of memory, since the group was made: `oom_kill` of
 * memory.events (version 2) or memory.oom_control (version 1). null where there is no such number, as anywhere but on Linux.
 */
export function oomKills(groups = "/proc/self/cgroup", root = "/sys/fs/cgroup"): number | null {
  for (const line of read(groups).split("\n")) {
    const [, controllers = "none", path = ""] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    const file = counterFile(controllers, root, path);
    const [, count] = /^oom_kill (\d+)$/m.exec(file === null ? "" : read(file)) ?? [];
    if (count !== undefined) return Number(count);
  }
  return null;
}

function counterFile(controllers: string, root: string, path: string): string | null {
  if (controllers === "") return join(root, path, "memory.events");
  return controllers.split(",").includes("memory") ? join(root, "memory", path, "memory.oom_control") : null;
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
