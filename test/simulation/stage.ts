import type { Chance } from "./chance.ts";
import { ControllerHost } from "./controllerProcess.ts";
import { Disk } from "./disk.ts";
import { FAULTS } from "./faults.ts";
import { JournalServer } from "./journalServer.ts";
import { Ledger } from "./ledger.ts";
import { Machine } from "./machine.ts";
import { Network } from "./network.ts";
import { pictureOf } from "./picture.ts";
import { Promises } from "./promises.ts";
import type { Scenario } from "./scenario.ts";
import type { Process, World } from "./world.ts";

/** Everything that plays in one seed, and whoever plays with it: people with their orders, and bad luck. */
export class Stage {
  readonly world: World;
  readonly chance: Chance;
  readonly network: Network;
  readonly disk: Disk;
  readonly hosts: readonly ControllerHost[];
  readonly promises: Promises;
  readonly #machines: readonly Machine[];
  readonly #scenario: Scenario;
  readonly #ledger: Ledger;
  /** Whoever is not part of it. */
  readonly #outside: Process;
  #mended = false;

  constructor(world: World, scenario: Scenario) {
    this.world = world;
    this.chance = world.chance;
    this.#scenario = scenario;
    this.#outside = world.spawn("outside");
    this.#ledger = new Ledger((what) => world.broken(what));
    this.promises = new Promises(world, this.#ledger, scenario.leaseMs);
    const { promises } = this;
    this.network = new Network(world, promises);
    const server = scenario.controllers === 1 ? null : new JournalServer(world);
    this.disk = new Disk(world, {
      decided: (appends) => appends.map((append) => promises.decided(append)).find((what) => what !== null) ?? null,
      broken: (what) => world.broken(what),
      written: (append) => {
        this.#ledger.written(append);
        server?.wrote(append);
      },
      read: (name, process) => promises.read(name, process),
      troubled: () => {
        promises.diskTroubleMs = world.nowMs;
      },
    });
    const around = {
      world,
      network: this.network,
      disk: this.disk,
      server,
      leaseMs: scenario.leaseMs,
      committed: promises.committed.bind(promises),
      leads: promises.leads.bind(promises),
    };
    const addresses = Array.from({ length: scenario.controllers }, (_, i) => `controller-${i + 1}:1`);
    this.hosts = addresses.map((address) => new ControllerHost(address, around));
    this.#machines = scenario.machines.map(
      (options) => new Machine(world, this.network, this.#ledger, promises, addresses, options),
    );
  }

  /** The controller that decides, as far as anybody can say; else any. */
  get host(): ControllerHost {
    const [first] = this.hosts;
    const running = this.hosts.filter(({ process }) => process?.paused === false);
    const found = running.find(({ leads }) => leads) ?? running[0] ?? first;
    if (found === undefined) throw new Error("there is no host for a controller");
    return found;
  }

  anyHost(): ControllerHost {
    return this.chance.pick(this.hosts);
  }

  begin(): void {
    for (const host of this.hosts) host.start();
    for (const machine of this.#machines) this.later(this.chance.spread(1, 3_000), () => machine.start());
    this.#now(() => this.#live());
  }

  /** Whether every sweep was created and is over. */
  get isOver(): boolean {
    const { specs } = this.#scenario;
    const { sweeps } = this.#ledger;
    return sweeps.length === specs.length && sweeps.every(({ phase }) => phase !== "running" && phase !== "paused");
  }

  /** Where it stands, for whoever looks why it does not end. */
  describe(): string {
    return this.#ledger.sweeps.map((sweep) => pictureOf(sweep)).join("\n");
  }

  machine(): Machine {
    return this.chance.pick(this.#machines);
  }

  sweep(): string {
    return this.chance.pick(this.#scenario.specs).name;
  }

  later(afterMs: number, run: () => void): void {
    this.world.post(this.#outside, run, afterMs);
  }

  /** A person's order. What becomes of it the journal says. */
  ask(name: string, order: "pause" | "resume" | "cancel"): void {
    const { engine, process } = this.host;
    if (engine === null || process === null) return;
    this.world.note(`${order} ${name}`);
    this.world.post(process, () => void engine.execute(name, { kind: order }).catch(() => {}));
  }

  /** Twice a second: people look and ask, and what must be is looked at. */
  #live(): void {
    this.#create();
    this.#look();
    if (this.disk.isStuck) this.promises.diskTroubleMs = this.world.nowMs;
    if (this.hosts.some(({ way }) => !way.isFree)) this.promises.diskTroubleMs = this.world.nowMs;
    if (this.host.process?.paused === false && this.host.leads) this.promises.lookAtSilence();
    if (!this.#mended && this.world.nowMs >= this.#scenario.faultsUntilMs) this.#mend();
    this.later(500, () => this.#live());
  }

  begins(): void {
    const strike = () => {
      if (this.#mended) return;
      const fault = this.chance.pick(this.#scenario.faults);
      this.world.note(`fault: ${fault}`);
      FAULTS[fault](this);
      this.later(this.chance.spread(...this.#scenario.faultEveryMs), strike);
    };
    this.later(this.chance.spread(500, 6_000), strike);
  }

  #create(): void {
    const { engine, process } = this.host;
    if (engine === null || process === null || process.paused) return;
    for (const [i, spec] of this.#scenario.specs.entries()) {
      if (this.#ledger.sweepOf(spec.name) !== undefined) continue;
      const id = `0000000${i}`;
      this.world.as(process, () => void engine.execute(spec.name, { kind: "create", spec, id }).catch(() => {}));
    }
  }

  #look(): void {
    const { engine, process } = this.anyHost();
    if (engine === null || process === null || process.paused || this.chance.of(0.7)) return;
    const name = this.sweep();
    const look = () => engine.read(name, (sweep) => ({ seq: sweep.seq, picture: pictureOf(sweep) }));
    this.world.as(process, () => {
      look().then(
        ({ seq, picture }) => this.promises.shown(name, seq, picture),
        () => {},
      );
    });
  }

  /** From now on nothing goes wrong any more. */
  #mend(): void {
    this.#mended = true;
    this.world.note("everything is mended");
    for (const machine of this.#machines) {
      Object.assign(machine.link, { latencyMs: [0.2, 20], breaksAfter: null });
      this.network.heal(machine.link);
      machine.resume();
      machine.start();
    }
    this.disk.latencyMs = [1, 30];
    this.disk.failing = 0;
    for (const { way, process } of this.hosts) {
      way.heal();
      if (process === null) continue;
      this.world.resume(process);
      this.promises.hears(process);
    }
    for (const host of this.hosts) host.start();
    const resumePaused = () => {
      for (const { phase, spec } of this.#ledger.sweeps) if (phase === "paused") this.ask(spec.name, "resume");
      for (const machine of this.#machines) machine.start();
      for (const host of this.hosts) host.start();
      this.later(5_000, resumePaused);
    };
    resumePaused();
  }

  #now(run: () => void): void {
    this.later(0, run);
  }
}
