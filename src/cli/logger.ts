import { mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import { type Logger, pino } from "pino";
import { invalid, type SweepError } from "../error.ts";
import { LogSink } from "./logSink.ts";

/** Names of pino's levels, the most talkative first. */
export const LOG_LEVELS = ["debug", "info", "warn", "error", "silent"] as const;

/** JSON lines on stderr, for the parts that run as services. */
export function stderrLogger(level: string): Logger {
  return pino({ level }, new LogSink(2));
}

/**
 * JSON lines at the end of `macrosweep.log` in the state folder, so that they do not come between the lines for people.
 * @throws SweepError `invalid` when the folder cannot be made or written to.
 */
export function fileLogger(state: string): Logger {
  return pino({}, new LogSink(openLog(state)));
}

/** Tells when the controller can record nothing, and when it can again. */
export function troubleTeller(logger: Logger): (failure: SweepError | null) => void {
  return (failure) => {
    if (failure === null) logger.info("the journal can be written again");
    else
      logger.error(
        { reason: failure.message },
        "nothing can be recorded: trainers go on, and their agents keep what they report",
      );
  };
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
