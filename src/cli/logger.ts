import { mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import { destination, type Logger, pino } from "pino";
import { invalid } from "../error.ts";

/** Names of pino's levels, the most talkative first. */
export const LOG_LEVELS = ["debug", "info", "warn", "error", "silent"] as const;

// A log is a few lines a trial: written at once, none is lost at exit.
const sync = true;

/** JSON lines on stderr, for the parts that run as services. */
export function stderrLogger(level: string): Logger {
  return pino({ level }, destination({ dest: 2, sync }));
}

/**
 * JSON lines at the end of `macrosweep.log` in the state folder, so that they do not come between the lines for people.
 * @throws SweepError `invalid` when the folder cannot be made or written to.
 */
export function fileLogger(state: string): Logger {
  return pino(destination({ fd: openLog(state), sync }));
}

function openLog(state: string): number {
  try {
    mkdirSync(state, { recursive: true });
    return openSync(join(state, "macrosweep.log"), "a");
  } catch (cause) {
    throw invalid([
      { path: "--state", value: state, rule: `must be a folder that can be written to (${String(cause)})` },
    ]);
  }
}
