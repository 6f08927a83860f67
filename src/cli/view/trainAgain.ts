import { join } from "node:path";
import type { BestShape } from "../../shapes/best.ts";
import type { Sweep } from "../sweep.ts";
import { shellLine } from "./shell.ts";

/**
 * What trains the best trial anew, to be pasted into a shell in the folder of its agent; empty for the bundled trainer.
 *
 * @param folder of the trial, where its agent's files can be seen: what it was given stands there. Its checkpoint is not taken: that is the end of its training.
 * @param checkpoint a new folder for the checkpoints of the new training
 */
export function trainAgain(
  { ownFolder }: Pick<Sweep, "ownFolder">,
  { training }: Pick<BestShape, "training">,
  folder: string,
  checkpoint: string,
): string {
  const { argv, env } = training;
  if (argv.length === 0) return "";
  const workdir = ownFolder ? join(folder, "workdir") : ".";
  const placed = (text: string) => {
    return text.replace(
      /\{\{ (checkpointDir|workdir|files\.(.*?)) \}\}/g,
      (_whole, name: string, file: string | undefined) => {
        if (name === "checkpointDir") return checkpoint;
        return file === undefined ? workdir : join(folder, file);
      },
    );
  };
  const variables = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, placed(value)]));
  const line = shellLine(argv.map(placed), variables);
  const texts = [...argv, ...Object.values(env)];
  const made = texts.some((text) => text.includes("{{ checkpointDir }}")) ? [["mkdir", "-p", checkpoint]] : [];
  const entered = ownFolder ? [["cd", workdir]] : [];
  const before = [...made, ...entered].map((command) => `${shellLine(command, {})} && `).join("");
  return ownFolder ? `(${before}${line})` : before + line;
}
