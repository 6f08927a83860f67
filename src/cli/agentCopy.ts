import { cpSync, existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Command } from "commander";
import { SweepError } from "../error.ts";
import { addCommand } from "./options.ts";
import { printJson, printLines } from "./output.ts";

/** `macrosweep agent-copy DIR`: puts the self-contained agent where the container of a pod finds it. */
export function addAgentCopy(program: Command): void {
  addCommand(program, "agent-copy <dir>", {
    summary: "copy the self-contained agent of an image",
    description:
      "Copy the self-contained agent that an image of macrosweep has into a folder: program, Node, and the libraries of that, which run in a container of any Linux image. Init containers of agents' pods do it (docs/kubernetes.md).",
    example: "macrosweep agent-copy /macrosweep",
  }).action((dir: string, { json }: { readonly json?: boolean }) => {
    const bundle = fileURLToPath(new URL("../../agent-bundle", import.meta.url));
    if (!existsSync(bundle))
      throw new SweepError(
        "notFound",
        `${bundle} is not there: the image has it, and \`npm run agent-bundle\` makes it`,
      );
    try {
      cpSync(bundle, dir, { recursive: true });
    } catch (cause) {
      throw new SweepError("invalid", `agent-copy ${dir}: ${cause instanceof Error ? cause.message : cause}`, {
        cause,
      });
    }
    if (json) printJson({ dir });
    else printLines([[`The agent is in ${dir}`]]);
  });
}
