import { join, resolve } from "node:path";
import type { Trainer } from "../../gen/macrosweep/v1/agent.ts";
import { workdirIn } from "./workdir.ts";

/** What only the agent knows of a trial. */
export interface Places {
  readonly checkpointDir: string;
  /** The trial's own, in which its files stand. */
  readonly folder: string;
  /** The agent's, in which trainers run that have no folder of their own. */
  readonly base: string;
}

/** The trainer with the names between NUL characters (see agent.proto) replaced by absolute paths. */
export function fillPlaces(trainer: Trainer | undefined, places: Places): Trainer | undefined {
  const hasOwn = trainer?.kind?.$case === "command" && trainer.kind.command.workdir !== undefined;
  const workdir = hasOwn ? workdirIn(places.folder) : places.base;
  return fillTexts(trainer, (name) => resolve(pathOf(name, places, workdir)));
}

function pathOf(name: string, { checkpointDir, folder }: Places, workdir: string): string {
  if (name === "checkpointDir") return checkpointDir;
  return name.startsWith("files/") ? join(folder, name.slice("files/".length)) : workdir;
}

function fillTexts<T>(value: T, pathFor: (name: string) => string): T;
function fillTexts(value: unknown, pathFor: (name: string) => string): unknown {
  if (typeof value === "string") return value.replace(/\0([^\0]*)\0/g, (_whole, name: string) => pathFor(name));
  if (Array.isArray(value)) return value.map((each: unknown) => fillTexts(each, pathFor));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, fillTexts(each, pathFor)]));
}
