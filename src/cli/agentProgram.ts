import { Command } from "commander";
import { VERSION } from "../version.ts";
import { addAgent } from "./agent.ts";

/** The command line of an agent by itself, which brings nothing of a controller along. */
export function createAgentProgram(): Command {
  const program = new Command("macrosweep")
    .description("An agent of macrosweep with all that it needs.")
    .version(VERSION, "-V, --version", "print the version")
    .helpCommand(false)
    // Errors are told in one place, reportFailure, as text or as JSON.
    .configureOutput({ outputError: () => {} })
    .exitOverride();
  addAgent(program);
  return program;
}
