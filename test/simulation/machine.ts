import { BOUNDS } from "../../src/agent/bounds.ts";
import { clock } from "../../src/agent/clock.ts";
import type { Settings } from "../../src/agent/config.ts";
import { HeldLeases } from "../../src/agent/heldLeases.ts";
import { Logs } from "../../src/agent/logs/logs.ts";
import type { RunnerContext } from "../../src/agent/runner.ts";
import { Session } from "../../src/agent/session.ts";
import type { Spoken as Message } from "../../src/agent/spool.ts";
import { SimulatedHealth } from "./health.ts";
import type { Ledger } from "./ledger.ts";
import type { Link, Network } from "./network.ts";
import { type Habits, type Onlooker, TrainerPark } from "./trainers.ts";
import type { Process, World } from "./world.ts";

export interface MachineOptions {
  readonly name: string;
  readonly slots: number;
  readonly graceMs: number;
  readonly habits: Habits;
}

/** Where an agent lives: its trainers and their files outlive it, and its link is that of each agent after it. */
export class Machine {
  readonly name: string;
  readonly link: Link;
  readonly park: TrainerPark;
  /** null: none runs. */
  agent: Process | null = null;
  leave: () => void = () => {};
  readonly #world: World;
  readonly #network: Network;
  readonly #ledger: Ledger;
  readonly #options: MachineOptions;
  readonly #controllers: readonly string[];
  /** What the agents before were called, as they noted it in their folder. */
  readonly #earlier: string[] = [];
  #agents = 0;

  /** `controllers`: their addresses. */
  constructor(
    world: World,
    network: Network,
    ledger: Ledger,
    onlooker: Onlooker,
    controllers: readonly string[],
    options: MachineOptions,
  ) {
    this.#controllers = controllers;
    this.#world = world;
    this.#network = network;
    this.#ledger = ledger;
    this.#options = options;
    this.name = options.name;
    this.link = network.link(options.name);
    this.park = new TrainerPark(world, options.habits, onlooker);
  }

  start(): void {
    if (this.agent !== null) return;
    const process = this.#world.spawn(`agent ${this.name}.${++this.#agents}`);
    this.agent = process;
    this.#world.note(`${process.name} starts`);
    this.#world.as(process, () => this.#live(process));
  }

  /** `machineToo`: the machine has lost its power, trainers included. */
  kill(machineToo: boolean): void {
    const { agent } = this;
    if (agent === null) return;
    this.#world.kill(agent);
    this.agent = null;
    this.#network.died(agent, machineToo);
    if (machineToo) for (const trainer of this.park.running) this.park.end(trainer);
    else this.park.reap(agent);
  }

  /** Stands still; `machineToo`: with its trainers. */
  pause(machineToo: boolean): void {
    if (this.agent === null) return;
    this.#world.pause(this.agent);
    for (const trainer of this.park.running) {
      if (trainer.agent === this.agent) trainer.excused = true;
      if (machineToo) this.#world.pause(trainer.process);
    }
  }

  resume(): void {
    if (this.agent !== null) this.#world.resume(this.agent);
    for (const { process } of this.park.running) this.#world.resume(process);
  }

  /** As `startAgent` puts an agent together. */
  #live(process: Process): void {
    const world = this.#world;
    const { slots, graceMs } = this.#options;
    const logger = { debug() {}, info() {}, warn() {}, error() {} };
    const name = `${this.name}.${this.#agents}`;
    const way = this.#network.way(this.link);
    const settings: Settings = {
      controller: this.#controllers.join(","),
      credentials: {},
      work: "/nowhere",
      logger,
      labels: {},
      name,
      graceMs,
      env: {},
      random: () => world.chance.next(),
      sharers: 1,
      slots: Array.from({ length: slots }, () => []),
      id: name,
      process: `process-of-${name}`,
    };
    const closing = new AbortController();
    const killing = new AbortController();
    const earlier = [...this.#earlier];
    this.#earlier.push(settings.process);
    const cleared = this.#clear(process);
    const send = (message: Message) => {
      this.#note(message);
      return session.send(message);
    };
    const health = new SimulatedHealth(world.chance, {
      sick: (trouble) => session.withdraw(trouble),
      well: () => session.credit(leases.free),
    });
    const context = {
      settings,
      trainers: this.park.trainers,
      health,
      cleared,
      logs: new Logs(settings.work),
      failed: () => {},
      send,
      signal: killing.signal,
    } satisfies Partial<RunnerContext>;
    const broken = (error: unknown) => world.broken(`${name} broke: ${error instanceof Error ? error.stack : error}`);
    // What watches and marks processes is asked by real trainers alone.
    const leases = new HeldLeases(context as unknown as RunnerContext, {
      freed: (free) => session.credit(health.trouble === null ? free : 0),
      unclear: (reason) => session.beginAnew(reason),
      started: (lease) => session.renew({ leases: [lease] }),
      told: (logTail) => session.send({ $case: "logTail", logTail }),
      broken,
    });
    const session = new Session({ ...settings, way }, leases);
    void cleared.then(() => session.bury(earlier));
    session.run(closing.signal).catch(broken);
    const leave = async () => {
      session.takeNoMoreWork();
      await clock.atMost(graceMs + BOUNDS.flushMs, leases.leave("agent stops"));
      killing.abort();
      closing.abort();
      if (this.agent === process) this.kill(false);
    };
    this.leave = () => void world.post(process, () => void leave());
  }

  /** Resolves when nothing of an earlier agent runs here. */
  async #clear(agent: Process): Promise<void> {
    while ([...this.park.running].some((trainer) => trainer.agent !== agent)) {
      await clock.sleep(100, new AbortController().signal);
    }
  }

  #note(message: Message): void {
    const said = message.$case === "report" ? message.report : message.finish;
    if (said.lease === undefined) return;
    const isReport = message.$case === "report";
    const step = isReport ? message.report.step : 0;
    const value = isReport ? (message.report.value ?? null) : null;
    this.#ledger.spoke(said.lease, said.seq, { step, value, finish: !isReport });
  }
}
