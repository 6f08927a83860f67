import { BOUNDS } from "../bounds.ts";
import { clock } from "../clock.ts";
import type { Logger } from "../config.ts";
import { signalProcess } from "../trainer/group.ts";
import { type Marker, type Orphan, orphansOf, valuesOf } from "../trainer/mark.ts";
import type { EarlierProcess } from "./earlier.ts";
import { REAPER_OF, reaperOf } from "./reaper.ts";

type AgentProcess = Orphan["agent"];

/**
 * Ends what runs of agents of this folder that were killed together with their reapers, so that no trainer writes to a checkpoint beside the next
 * attempt of its trial. Resolves when nothing of them runs, or it has been waited for long enough, or the signal is aborted; with those of the
 * earlier processes of which nothing is left.
 */
export async function endOrphans(
  marker: Marker,
  earlier: readonly EarlierProcess[],
  logger: Logger,
  signal: AbortSignal,
): Promise<readonly EarlierProcess[]> {
  const orphans = orphansOf(marker);
  if (orphans.length === 0 && earlier.length === 0) return [];
  if (orphans.length > 0) {
    const processes = orphans.map(({ pid }) => pid);
    logger.warn({ processes }, "trainers of an agent that was killed still run here, and are ended first");
  }
  // A reaper that lives gives them their time to save, from the agent's end on.
  const reaped = AbortSignal.any([signal, AbortSignal.timeout(BOUNDS.reaperGraceMs + BOUNDS.reaperEndMs)]);
  while (!reaped.aborted && haveReaper([...earlier, ...agentsOf(orphansOf(marker))])) await pause(reaped);
  for (const { pid } of orphansOf(marker)) signalProcess(pid, "SIGTERM");
  const grace = AbortSignal.any([signal, AbortSignal.timeout(BOUNDS.reaperGraceMs)]);
  while (!grace.aborted && orphansOf(marker).length > 0) await pause(grace);
  const patience = AbortSignal.any([signal, AbortSignal.timeout(BOUNDS.reaperEndMs)]);
  for (let left = orphansOf(marker); left.length > 0 && !patience.aborted; left = orphansOf(marker)) {
    for (const { pid } of left) signalProcess(pid, "SIGKILL");
    await pause(patience);
  }
  const left = new Set(agentsOf(orphansOf(marker)).map(keyOf));
  return haveReaper(earlier) ? [] : earlier.filter((agent) => !left.has(keyOf(agent)));
}

function haveReaper(agents: readonly AgentProcess[]): boolean {
  const reaped = valuesOf(REAPER_OF);
  return agents.some((agent) => reaped.has(reaperOf(agent).value));
}

function agentsOf(orphans: readonly Orphan[]): AgentProcess[] {
  return orphans.map(({ agent }) => agent);
}

function keyOf({ pid, start }: AgentProcess): string {
  return `${pid}.${start}`;
}

function pause(signal: AbortSignal): Promise<void> {
  return clock.sleep(BOUNDS.groupPollMs, signal);
}
