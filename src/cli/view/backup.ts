import type { Line } from "./line.ts";
import { shellWord } from "./shell.ts";

interface Backup {
  readonly path: string;
  readonly bytes: number;
  readonly sweeps: number;
  readonly events: number;
}

/** What was saved. */
export function backedUpLine({ path, bytes, sweeps, events }: Backup): Line {
  return [
    ["Saved ", "bold"],
    `${countOf(sweeps, "sweep")} with ${countOf(events, "event")} in ${path} (${sizeOf(bytes)})`,
  ];
}

/** What was brought back, and how to go on. */
export function restoredLines({ sweeps, events }: Backup, dir: string): Line[] {
  return [
    [
      ["Restored ", "bold"],
      `${countOf(sweeps, "sweep")} with ${countOf(events, "event")} into ${dir}. To go on with it:`,
    ],
    [`  macrosweep controller --state ${shellWord(dir)}`],
  ];
}

/** 1 sweep, 1,000 sweeps */
export function countOf(count: number, what: string): string {
  return `${count.toLocaleString("en")} ${what}${count === 1 ? "" : "s"}`;
}

function sizeOf(bytes: number): string {
  return bytes < 1024 ** 2 ? `${Math.ceil(bytes / 1024)} KiB` : `${(bytes / 1024 ** 2).toFixed(1)} MiB`;
}
