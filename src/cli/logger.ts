import { openSync } from "node:fs";
import { join } from "node:path";
import { type Logger, pino } from "pino";
import { invalid, type SweepError } from "../error.ts";
import { makeFolder } from "../makeFolder.ts";
import { LogSink } from "./logSink.ts";
import { coloursOn } from "./output.ts";
import { paint } from "./view/line.ts";
import { logLine } from "./view/logLine.ts";

/** Names of pino's levels, the most talkative first. */
export const LOG_LEVELS = ["debug", "info", "warn", "error", "silent"] as const;

/** Of the parts that run as services, on stderr: lines for people on a terminal, JSON lines elsewhere. */
export function stderrLogger(level: string): Logger {
  const sink = new LogSink(2);
  if (!process.stderr.isTTY) return pino({ level }, sink);
  const colours = coloursOn(process.stderr);
  const write = (json: string) => sink.write(`${paint(logLine(JSON.parse(json)), colours)}\n`);
  return pino({ level }, { write });
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
    makeFolder(state);
    return openSync(join(state, "macrosweep.log"), "a");
  } catch (cause) {
    throw invalid([
      { path: "--state", value: state, rule: `must be a folder that can be written to (${String(cause)})` },
    ]);
  }
}
