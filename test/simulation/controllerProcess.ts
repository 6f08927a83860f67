import { systemClock } from "../../src/controller/clock.ts";
import type { Event } from "../../src/controller/core/events.ts";
import type { Sweep } from "../../src/controller/core/state.ts";
import { Dispatcher } from "../../src/controller/dispatcher.ts";
import { Engine } from "../../src/controller/engine.ts";
import { AgentSession } from "../../src/controller/rpc/agentSession.ts";
import { AgentSessions } from "../../src/controller/rpc/agentSessions.ts";
import { Refusals } from "../../src/controller/rpc/refusals.ts";
import { TrialLogs } from "../../src/controller/rpc/trialLogs.ts";
import type { Solver } from "../../src/controller/solver/solver.ts";
import { solve } from "../../src/search/gp/solve.ts";
import type { Disk } from "./disk.ts";
import type { Network } from "./network.ts";
import type { Process, World } from "./world.ts";

/** Where the controllers live, one after the other, on one disk. */
export class ControllerHost {
  /** null: none runs. */
  process: Process | null = null;
  /** null while it starts. */
  engine: Engine | null = null;
  /** Since when the one that runs could hear. */
  sinceMs = 0;
  readonly #world: World;
  readonly #network: Network;
  readonly #disk: Disk;
  readonly #leaseMs: number;
  readonly #committed: (sweep: Sweep, events: readonly Event[]) => void;
  #stop: () => Promise<void> = async () => {};
  #controllers = 0;
  wallOffsetMs = 0;

  constructor(
    world: World,
    network: Network,
    disk: Disk,
    leaseMs: number,
    committed: (sweep: Sweep, events: readonly Event[]) => void,
  ) {
    this.#world = world;
    this.#network = network;
    this.#disk = disk;
    this.#leaseMs = leaseMs;
    this.#committed = committed;
  }

  start(): void {
    if (this.process !== null) return;
    const process = this.#world.spawn(`controller ${++this.#controllers}`);
    process.wallOffsetMs = this.wallOffsetMs;
    this.process = process;
    this.#world.note(`${process.name} starts`);
    this.#world.as(process, () => void this.#open(process));
  }

  kill(machineToo = false): void {
    const { process } = this;
    if (process === null) return;
    this.#world.kill(process);
    this.process = null;
    this.engine = null;
    this.#disk.died(process);
    this.#network.died(process, machineToo);
  }

  /** Ends in good order. */
  stop(): void {
    const { process } = this;
    if (process === null) return;
    this.#world.post(process, () => void this.#stop().then(() => process === this.process && this.kill()));
  }

  /** As `startController` puts one together. */
  async #open(process: Process): Promise<void> {
    const world = this.#world;
    const clock = systemClock();
    const engine = await Engine.open(this.#disk.open(process), clock, this.#leaseMs);
    const dispatcher = new Dispatcher(engine, this.#solver(process), clock);
    const sessions = new AgentSessions(engine, clock);
    const logs = new TrialLogs(
      engine,
      async () => null,
      (agent) => sessions.of(agent),
    );
    const refusals = new Refusals(
      { warn: (fields) => world.note(`controller refuses ${JSON.stringify(fields)}`) },
      () => clock.nowMs(),
    );
    const access = { lapsed: () => null, askSession: () => 0 };
    const inFlight = { messages: 0, bytes: 0 };
    const context = { engine, dispatcher, sessions, logs, clock, access, refusals, inFlight, cut: () => {} };
    const principal = { kind: "anyone" } as const;
    engine.onCommit(this.#committed);
    this.#network.listen({ process, accept: (stream) => void new AgentSession(stream, principal, context) });
    this.engine = engine;
    this.sinceMs = world.nowMs;
    this.#stop = async () => {
      sessions.close();
      dispatcher.close();
      await engine.close();
    };
  }

  /** Solves what the thread would, and takes its time for it. */
  #solver(process: Process): Solver {
    const never = () => Promise.reject(new Error("nobody asks for it here"));
    return {
      solve: (problem) =>
        new Promise((resolve) => {
          this.#world.post(process, () => resolve(solve(problem)), this.#world.chance.spread(10, 2_000));
        }),
      weigh: never,
      simulate: never,
      close: async () => {},
    };
  }
}
