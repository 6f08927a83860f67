import { countOf } from "./backup.ts";
import type { Line } from "./line.ts";
import { shellWord } from "./shell.ts";

interface Moved {
  readonly sweeps: number;
  readonly events: number;
  readonly hash: string;
}

/** What was copied into another journal, and how to go on with it. */
export function movedLines({ sweeps, events, hash }: Moved, to: string): Line[] {
  const folder = /^sqlite:(.+)$/.exec(to)?.[1];
  const go = folder === undefined ? `--journal ${to} --state NEW_FOLDER` : `--state ${shellWord(folder)}`;
  return [
    [
      ["Copied ", "bold"],
      `${countOf(sweeps, "sweep")} with ${countOf(events, "event")}; both sides read the same (SHA-256 ${hash.slice(0, 16)}...). To go on with it:`,
    ],
    [`  macrosweep controller ${go}`],
  ];
}
