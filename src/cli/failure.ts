import { CommanderError } from "commander";
import { SweepError } from "../error.ts";
import { EXIT, exitCodeOf } from "./exit.ts";
import { paint } from "./view/line.ts";

/**
 * Says on stderr what went wrong, as a text or as `{"error": {"code", "message"}}`, and returns the exit code.
 * A fault of our own comes with its stack, for the report to us.
 */
export function reportFailure(error: unknown, json: boolean): number {
  if (error instanceof CommanderError && error.exitCode === 0) return EXIT.done;
  const { code, message, exitCode } = describe(error);
  process.stderr.write(
    json
      ? `${JSON.stringify({ error: { code, message } })}\n`
      : `macrosweep: ${message.split("\n").map(plain).join("\n")}\n`,
  );
  return exitCode;
}

// It may name what somebody else has written.
function plain(line: string): string {
  return paint([line], false);
}

function describe(error: unknown): { code: string; message: string; exitCode: number } {
  if (error instanceof SweepError)
    return { code: error.code, message: error.message, exitCode: exitCodeOf(error.code) };
  if (error instanceof CommanderError) return { code: "invalid", message: usage(error), exitCode: EXIT.refused };
  const message = `this is a fault of macrosweep: ${error instanceof Error ? error.stack : String(error)}`;
  return { code: "fault", message, exitCode: EXIT.fault };
}

// Without a command commander has printed the help itself and leaves a message that only it understands.
function usage(error: CommanderError): string {
  return error.code === "commander.help" ? "a command is missing" : error.message.replace(/^error: /, "");
}
