import { BOUNDS } from "../bounds.ts";
import { clock } from "../clock.ts";
import type { Logger } from "../config.ts";
import { signalProcess } from "../trainer/group.ts";
import { type Marker, type Orphan, orphansOf, processesWith } from "../trainer/mark.ts";
import { reaperOf } from "./reaper.ts";

/**
 * Ends what runs of agents of this folder that were killed together with their reapers, so that no trainer writes to a checkpoint beside the next
 * attempt of its trial. Resolves when nothing of them runs, or it has been waited for long enough, or the signal is aborted.
 */
export async function endOrphans(marker: Marker, logger: Logger, signal: AbortSignal): Promise<void> {
  const orphans = orphansOf(marker);
  if (orphans.length === 0) return;
  const processes = orphans.map(({ pid }) => pid);
  logger.warn({ processes }, "trainers of an agent that was killed still run here, and are ended first");
  // A reaper that lives gives them their time to save, from the agent's end on.
  const reaped = AbortSignal.any([signal, AbortSignal.timeout(BOUNDS.reaperGraceMs + BOUNDS.reaperEndMs)]);
  while (!reaped.aborted && orphansOf(marker).some(({ agent }) => hasReaper(agent))) await pause(reaped);
  for (const { pid } of orphansOf(marker)) signalProcess(pid, "SIGTERM");
  const grace = AbortSignal.any([signal, AbortSignal.timeout(BOUNDS.reaperGraceMs)]);
  while (!grace.aborted && orphansOf(marker).length > 0) await pause(grace);
  const patience = AbortSignal.any([signal, AbortSignal.timeout(BOUNDS.reaperEndMs)]);
  for (let left = orphansOf(marker); left.length > 0 && !patience.aborted; left = orphansOf(marker)) {
    for (const { pid } of left) signalProcess(pid, "SIGKILL");
    await pause(patience);
  }
}

function hasReaper(agent: Orphan["agent"]): boolean {
  const { name, value } = reaperOf(agent);
  return processesWith(name, value).length > 0;
}

function pause(signal: AbortSignal): Promise<void> {
  return clock.sleep(BOUNDS.groupPollMs, signal);
}
