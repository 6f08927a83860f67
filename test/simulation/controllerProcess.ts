import { setTimeout as sleep } from "node:timers/promises";
import { systemClock } from "../../src/controller/clock.ts";
import type { Event } from "../../src/controller/core/events.ts";
import type { Sweep } from "../../src/controller/core/state.ts";
import { Dispatcher } from "../../src/controller/dispatcher.ts";
import { Engine } from "../../src/controller/engine.ts";
import type { Journal } from "../../src/controller/journal/journal.ts";
import { AgentSession } from "../../src/controller/rpc/agentSession.ts";
import { AgentSessions } from "../../src/controller/rpc/agentSessions.ts";
import { Refusals } from "../../src/controller/rpc/refusals.ts";
import { TrialLogs } from "../../src/controller/rpc/trialLogs.ts";
import type { Solver } from "../../src/controller/solver/solver.ts";
import { confirmedJournal } from "../../src/controller/standby/confirmedJournal.ts";
import { Lead } from "../../src/controller/standby/lead.ts";
import { type Standby, standByWith } from "../../src/controller/standby/standBy.ts";
import { solve } from "../../src/search/gp/solve.ts";
import type { Disk } from "./disk.ts";
import type { JournalServer } from "./journalServer.ts";
import { JournalWay } from "./journalWay.ts";
import type { Network } from "./network.ts";
import type { Process, World } from "./world.ts";

/** What controllers of all hosts have in common. */
export interface Surroundings {
  readonly world: World;
  readonly network: Network;
  readonly disk: Disk;
  /** Of a journal that several share; null: there is one controller. */
  readonly server: JournalServer | null;
  readonly leaseMs: number;
  /** A controller has committed this, or has taken it in from another one. */
  committed(sweep: Sweep, events: readonly Event[]): void;
  /** A controller decides from now on. */
  leads(process: Process): void;
}

// What a supervisor waits before it starts a controller again that has ended by itself.
const AGAIN_MS = 1_000;
/** For agents to end their streams. */
const DRAIN_MS = 1_000;

/** Where controllers live, one after the other: on one disk, or each on a machine of its own with a way to the journal that they share. */
export class ControllerHost {
  /** Where agents come to. */
  readonly address: string;
  readonly way = new JournalWay();
  /** null: none runs. */
  process: Process | null = null;
  /** null while it starts. */
  engine: Engine | null = null;
  readonly #around: Surroundings;
  #stop: () => Promise<void> = async () => {};
  #controllers = 0;
  wallOffsetMs = 0;

  constructor(address: string, around: Surroundings) {
    this.address = address;
    this.#around = around;
  }

  get leads(): boolean {
    return this.engine?.leads === true;
  }

  start(): void {
    if (this.process !== null) return;
    const { world } = this.#around;
    const process = world.spawn(`${this.address} ${++this.#controllers}`);
    process.wallOffsetMs = this.wallOffsetMs;
    this.process = process;
    world.note(`${process.name} starts`);
    world.as(process, () => void this.#live(process));
  }

  kill(machineToo = false): void {
    const { process } = this;
    if (process === null) return;
    this.#around.world.kill(process);
    this.process = null;
    this.engine = null;
    this.#around.disk.died(process);
    this.#around.network.died(process, machineToo);
  }

  /** Ends in good order. */
  stop(): void {
    const { process } = this;
    if (process === null) return;
    this.#around.world.post(process, () => void this.#stop().then(() => process === this.process && this.kill()));
  }

  async #live(process: Process): Promise<void> {
    const { server, world } = this.#around;
    if (server === null) return this.#alone(process);
    try {
      await this.#standBy(process, server);
    } catch (error) {
      world.note(`${process.name} ends: ${String(error)}`);
    }
    if (process !== this.process) return;
    this.kill();
    world.post(server.process, () => this.start(), AGAIN_MS);
  }

  async #alone(process: Process): Promise<void> {
    const { disk, leads } = this.#around;
    leads(process);
    const { serve, stop } = await this.#open(process, disk.open(process), true);
    this.#stop = stop;
    serve();
  }

  /** As the command line does it. */
  async #standBy(process: Process, server: JournalServer): Promise<void> {
    const stopping = new AbortController();
    const stopped = new Promise<void>((resolve) => stopping.signal.addEventListener("abort", () => resolve()));
    this.#stop = async () => stopping.abort();
    await standByWith(
      new Lead(server.entry(process, this.way)),
      stopping.signal,
      (standby) => this.#follow(process, server, standby),
      async (_, { lost }) => void (await Promise.race([stopped, lost])),
    );
  }

  /** As `startController` stands by. */
  async #follow(process: Process, server: JournalServer, { doubt, confirmed }: Standby) {
    const { disk, leads } = this.#around;
    const following = server.follow(process, this.way);
    const journal = confirmedJournal(disk.open(process, this.way, doubt), confirmed);
    const { engine, serve, stop } = await this.#open(process, journal, false);
    following.start((written) => engine.follow(written));
    let stopped: Promise<void> | null = null;
    return {
      url: this.address,
      address: this.address,
      lost: new Promise<never>(() => {}),
      lead: async () => {
        await following.caughtUp();
        following.close();
        leads(process);
        await engine.lead();
        serve();
      },
      stop: () => {
        following.close();
        stopped ??= stop();
        return stopped;
      },
    };
  }

  /** As `startController` puts one together. */
  async #open(process: Process, journal: Journal, leads: boolean) {
    const { world, network, leaseMs, committed } = this.#around;
    const clock = systemClock();
    const engine = await Engine.open(journal, clock, leaseMs, () => {}, leads);
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
    const inFlight = { bytes: 0, messages: 0 };
    const context = { engine, dispatcher, sessions, logs, clock, access, refusals, inFlight, cut: () => {} };
    const principal = { kind: "anyone" } as const;
    engine.onCommit(committed);
    this.engine = engine;
    return {
      engine,
      serve: () =>
        network.listen(this.address, {
          process,
          accept: (stream) => void new AgentSession(stream, principal, context),
        }),
      stop: async () => {
        if (this.engine === engine) this.engine = null;
        network.deafen(this.address, process);
        sessions.close();
        dispatcher.close();
        await sleep(DRAIN_MS);
        network.cutOff(process);
        await engine.close();
      },
    };
  }

  /** Solves what the thread would, and takes its time for it. */
  #solver(process: Process): Solver {
    const never = () => Promise.reject(new Error("nobody asks for it here"));
    return {
      solve: (problem) =>
        new Promise((resolve) => {
          this.#around.world.post(process, () => resolve(solve(problem)), this.#around.world.chance.spread(10, 2_000));
        }),
      weigh: never,
      simulate: never,
      close: async () => {},
    };
  }
}
