import { availableParallelism } from "node:os";
import type { Line } from "./view/line.ts";

/** How many agents `run` starts, each with one trainer at a time, and why. */
export interface LocalAgents {
  readonly agents: number;
  readonly why: Line;
}

/**
 * As many agents as the document lets trials run at a time, and no more than this machine has GPUs, or cores where it has none; unless a person says how many.
 *
 * @param asked by the option --agents
 * @param gpus that were found
 */
export function localAgents(asked: number | undefined, parallel: number, gpus: number): LocalAgents {
  const cores = availableParallelism();
  const machine = gpus > 0 ? plural(gpus, "GPU") : plural(cores, "core");
  const agents = asked ?? Math.min(parallel, gpus > 0 ? gpus : cores);
  const at = `Runs ${plural(Math.min(agents, parallel), "trial")} at a time: `;
  if (asked !== undefined) {
    const unused = asked > parallel ? `; the document allows ${parallel}` : "";
    return { agents, why: [`${at}--agents ${asked}${unused}`] };
  }
  const short =
    agents < parallel ? `this machine has ${machine}, the document would allow ${parallel} (--agents N sets it)` : "";
  return { agents, why: [at, short === "" ? `as the document says, on ${machine}` : short] };
}

function plural(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
