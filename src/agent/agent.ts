import { setMaxListeners } from "node:events";
import { BOUNDS } from "./bounds.ts";
import { clock } from "./clock.ts";
import { type AgentOptions, readOptions, type Settings } from "./config.ts";
import { Health } from "./health/health.ts";
import { HeldLeases } from "./heldLeases.ts";
import { Logs } from "./logs/logs.ts";
import { earlierProcesses, notePresence } from "./reaper/earlier.ts";
import { endOrphans } from "./reaper/orphans.ts";
import { Reaper } from "./reaper/reaper.ts";
import type { RunnerContext } from "./runner.ts";
import { Session } from "./session.ts";
import { type Marker, markerOf } from "./trainer/mark.ts";
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
  return new RunningAgent(readOptions(options));
}

class RunningAgent implements Agent {
  readonly done: Promise<void>;
  readonly #settings: Settings;
  /** Aborted: the session ends, and nothing is tried any more. */
  readonly #closing = new AbortController();
  /** Aborted: no trainer is waited for any longer. */
  readonly #killing = new AbortController();
  /** Rejects when the agent itself is at fault. */
  readonly #broken = Promise.withResolvers<never>();
  readonly #reaper: Reaper;
  readonly #leaveFolder: () => void;
  readonly #leases: HeldLeases;
  readonly #session: Session;
  #left: Promise<void> | null = null;

  constructor(settings: Settings) {
    const { logger, work } = settings;
    this.#settings = settings;
    // Every trainer listens, and an agent may have more than the ten that Node takes for a leak.
    setMaxListeners(0, this.#killing.signal);
    const marker = markerOf(work);
    this.#reaper = new Reaper(logger, marker);
    const earlier = earlierProcesses(work, marker);
    this.#leaveFolder = notePresence(work, settings.process, marker);
    const cleared = endOrphans(marker, earlier, logger, this.#killing.signal);
    this.#leases = this.#holdLeases(marker, cleared);
    this.#session = new Session(settings, this.#leases);
    void cleared.then((gone) => this.#session.bury(gone.map(({ process }) => process)));
    this.done = this.#live();
  }

  stop(): Promise<void> {
    this.#left ??= this.#leave().catch(() => {});
    return this.#left;
  }

  #holdLeases(marker: Marker, cleared: RunnerContext["cleared"]): HeldLeases {
    const health = new Health(
      this.#settings,
      {
        sick: (trouble) => this.#session.withdraw(trouble),
        well: () => this.#session.credit(this.#leases.free),
      },
      this.#closing.signal,
    );
    const logs = new Logs(this.#settings.work);
    const context: RunnerContext = {
      settings: this.#settings,
      trainers: CHILD_PROCESSES,
      health,
      watch: this.#reaper,
      marker,
      cleared,
      logs,
      failed: (lease, sweepId) => {
        const logTail = logs.last(lease, sweepId);
        if (logTail !== null) this.#session.send({ $case: "logTail", logTail });
      },
      send: (message) => this.#session.send(message),
      signal: this.#killing.signal,
    };
    return new HeldLeases(context, {
      // What was taken back is offered again as a whole.
      freed: (slots) => this.#session.credit(health.trouble === null ? slots : 0),
      unclear: (reason) => this.#session.beginAnew(reason),
      started: (lease) => this.#session.renew({ leases: [lease] }),
      told: (logTail) => this.#session.send({ $case: "logTail", logTail }),
      broken: this.#broken.reject,
    });
  }

  async #live(): Promise<void> {
    try {
      await Promise.race([this.#session.run(this.#closing.signal), this.#broken.promise]);
    } finally {
      this.#closing.abort();
      await this.#withinGrace(this.#leases.dropAll("agent ends"));
      this.#killing.abort();
      await this.#reaper.close();
      this.#leaveFolder();
    }
  }

  async #leave(): Promise<void> {
    this.#session.takeNoMoreWork();
    this.#settings.logger.info({ agent: this.#settings.id }, "agent stops");
    await Promise.race([this.#withinGrace(this.#leases.leave("agent stops")), this.done]);
    this.#killing.abort();
    this.#closing.abort();
    await this.done;
  }

  /** Resolves when the trainers have ended and said so, or had the time for it. */
  #withinGrace(ended: Promise<unknown>): Promise<void> {
    return clock.atMost(this.#settings.graceMs + BOUNDS.flushMs, ended);
  }
}
