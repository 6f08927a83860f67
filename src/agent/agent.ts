import { setMaxListeners } from "node:events";
import { BOUNDS } from "./bounds.ts";
import { clock } from "./clock.ts";
import { type AgentOptions, readOptions } from "./config.ts";
import { Health } from "./health/health.ts";
import { HeldLeases } from "./heldLeases.ts";
import { Logs } from "./logs/logs.ts";
import { earlierProcesses, notePresence } from "./reaper/earlier.ts";
import { endOrphans } from "./reaper/orphans.ts";
import { Reaper } from "./reaper/reaper.ts";
import type { RunnerContext } from "./runner.ts";
import { Session } from "./session.ts";
import { markerOf } from "./trainer/mark.ts";
import { CHILD_PROCESSES } from "./trainer/trainers.ts";

export type { AgentOptions, Logger } from "./config.ts";
export { findGpus } from "./gpu/find.ts";
export type { Gpu } from "./gpu/gpu.ts";
export { trainerArgv } from "./trainer/command.ts";

export interface Agent {
  /**
   * Resolves after `stop`. Rejects when the agent cannot go on, its trainers stopped by then: SweepError `unsupported` when the controller
   * speaks another protocol.
   */
  readonly done: Promise<void>;
  /**
   * Takes no new work, ends the trainers (SIGTERM, SIGKILL after the grace time), gives their trials back to the controller, and resolves
   * when all that is acknowledged, or could not be for a while, and nothing of the agent runs any more. Never rejects; a second call waits
   * for the first.
   */
  stop(): Promise<void>;
}

/**
 * Starts an agent in this process. It looks for its controller until it finds it, so either may be started first.
 * @throws SweepError `invalid` for options that cannot be.
 */
export function startAgent(options: AgentOptions): Agent {
  const settings = readOptions(options);
  const { logger, graceMs } = settings;
  const closing = new AbortController();
  const killing = new AbortController();
  // Every trainer listens, and an agent may have more than the ten that Node takes for a leak.
  setMaxListeners(0, killing.signal);
  const broken = Promise.withResolvers<never>();
  const marker = markerOf(settings.work);
  const reaper = new Reaper(logger, marker);
  const earlier = earlierProcesses(settings.work, marker);
  const leaveFolder = notePresence(settings.work, settings.process, marker);
  const cleared = endOrphans(marker, earlier, logger, killing.signal);
  const health = new Health(
    settings,
    { sick: (trouble) => session.withdraw(trouble), well: () => session.credit(leases.free) },
    closing.signal,
  );
  const send: RunnerContext["send"] = (message) => session.send(message);
  const logs = new Logs(settings.work);
  const failed: RunnerContext["failed"] = (lease, sweepId) => {
    const logTail = logs.last(lease, sweepId);
    if (logTail !== null) session.send({ $case: "logTail", logTail });
  };
  const leases = new HeldLeases(
    {
      settings,
      trainers: CHILD_PROCESSES,
      health,
      watch: reaper,
      marker,
      cleared,
      logs,
      failed,
      send,
      signal: killing.signal,
    },
    {
      // What was taken back is offered again as a whole.
      freed: (slots) => session.credit(health.trouble === null ? slots : 0),
      unclear: (reason) => session.beginAnew(reason),
      started: (lease) => session.renew({ leases: [lease] }),
      told: (logTail) => session.send({ $case: "logTail", logTail }),
      broken: broken.reject,
    },
  );
  const session = new Session(settings, leases);
  void cleared.then((gone) => session.bury(gone.map(({ process }) => process)));

  const live = async () => {
    try {
      await Promise.race([session.run(closing.signal), broken.promise]);
    } finally {
      closing.abort();
      await clock.atMost(graceMs + BOUNDS.flushMs, leases.dropAll("agent ends"));
      killing.abort();
      await reaper.close();
      leaveFolder();
    }
  };
  const done = live();

  const leave = async () => {
    session.takeNoMoreWork();
    logger.info({ agent: settings.id }, "agent stops");
    await Promise.race([clock.atMost(graceMs + BOUNDS.flushMs, leases.leave("agent stops")), done]);
    killing.abort();
    closing.abort();
    await done;
  };
  let left: Promise<void> | null = null;
  return {
    done,
    stop() {
      left ??= leave().catch(() => {});
      return left;
    },
  };
}
