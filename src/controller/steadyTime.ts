import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What a machine says of time. */
export interface Machine {
  /** Ms since the Unix epoch, by a clock that people and programs set. */
  wallMs(): number;
  /** Which start of the machine this is, and how long ago, in ms; null where it does not say, as anywhere but on Linux. */
  boot(): { readonly id: string; readonly upMs: number } | null;
}

/**
 * The time with which a controller on this folder begins, in ms since the Unix epoch. Until the machine is started anew it goes on from that of the
 * controller before, outages included and whatever became of the wall clock meanwhile, so that no budget of wall time jumps; after that, and on
 * another machine, it is the wall clock's.
 */
export function steadyTime(folder: string, machine: Machine = THIS_MACHINE): number {
  const boot = machine.boot();
  if (boot === null) return machine.wallMs();
  const file = join(folder, "time");
  const known = read(file);
  if (known !== null && known.boot === boot.id) return known.bootedAtMs + boot.upMs;
  const nowMs = machine.wallMs();
  try {
    writeFileSync(file, JSON.stringify({ boot: boot.id, bootedAtMs: nowMs - boot.upMs }));
  } catch {
    // Without it the next controller begins with the wall clock, as on a machine that was started anew.
  }
  return nowMs;
}

function read(file: string): { readonly boot: string; readonly bootedAtMs: number } | null {
  try {
    const { boot, bootedAtMs } = JSON.parse(readFileSync(file, "utf8"));
    return typeof boot === "string" && Number.isFinite(bootedAtMs) ? { boot, bootedAtMs } : null;
  } catch {
    return null;
  }
}

const THIS_MACHINE: Machine = {
  wallMs: () => Date.now(),
  boot() {
    try {
      const id = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
      // Seconds, those in which the machine slept included.
      const upMs = Number(readFileSync("/proc/uptime", "utf8").split(" ")[0]) * 1_000;
      return id !== "" && upMs > 0 ? { id, upMs } : null;
    } catch {
      return null;
    }
  },
};
