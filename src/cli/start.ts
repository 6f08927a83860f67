import type { Command } from "commander";
import { reportFailure } from "./failure.ts";
import { onOutputError } from "./outputError.ts";

/** Runs this process's command line, and says what went wrong by its exit code and in words. */
export async function start(createProgram: () => Command): Promise<void> {
  // What gRPC would write to stderr comes as an error too, and is told there.
  // By its variable, because only commands that need gRPC load it.
  process.env.GRPC_NODE_VERBOSITY ??= "NONE";

  process.stdout.on("error", onOutputError);
  // There is nobody left to tell.
  process.stderr.on("error", () => {});

  const json = process.argv.includes("--json");
  // Node's own exit code for these is 1, which would say that a sweep ended without a winner.
  process.on("uncaughtException", (error) => process.exit(reportFailure(error, json)));

  try {
    await createProgram().parseAsync();
  } catch (error) {
    process.exitCode = reportFailure(error, json);
  }
}
