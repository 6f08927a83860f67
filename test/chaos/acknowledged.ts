import { existsSync, readFileSync } from "node:fs";

/** What an agent has noted: all messages of this attempt up to `seq` are committed. */
export interface Acknowledged {
  readonly agent: string;
  /** In `steadyMs`. */
  readonly atMs: number;
  readonly trial: number;
  readonly attempt: number;
  readonly seq: number;
}

/** The notes of an agent over all its lives, in order; a line that its death has cut short is none. */
export function readAcknowledged(agent: string, file: string): Acknowledged[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8")
    .split("\n")
    .slice(0, -1)
    .map((line) => {
      const [atMs = 0, trial = 0, attempt = 0, seq = 0] = line.split(" ").map(Number);
      return { agent, atMs, trial, attempt, seq };
    });
}
