import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Event } from "../../src/controller/core/events.ts";
import { openNatsJournal } from "../../src/controller/journal/nats/nats.ts";
import { readAll } from "../contract/readAll.ts";
import { canTrace, tamperSyncs } from "../e2e/badSyncs.ts";
import type { Command } from "../e2e/command.ts";
import { freePort } from "../e2e/port.ts";
import { processesWith } from "../e2e/processes.ts";
import { canMount, mountSmallDisk, type SmallDisk } from "../e2e/smallDisk.ts";
import { Stage } from "../e2e/stage.ts";
import { NatsServer } from "../natsServer.ts";
import type { Chance } from "../simulation/chance.ts";
import { type Acknowledged, readAcknowledged } from "./acknowledged.ts";
import { type Flips, flipBits, keepFiles, ofFile } from "./damage.ts";
import { Link } from "./link.ts";
import { keepStore, ofStore } from "./natsDamage.ts";
import { complaint, type Place, Replica } from "./replica.ts";
import { findFaketime, WallClock } from "./wallClock.ts";

/** Where the journal is: a file of the one controller, or a nats-server that two of them share. */
export type JournalKind = "sqlite" | "nats";

const NOTES = fileURLToPath(new URL("./noteAcknowledged.ts", import.meta.url));
// Short, so that some faults outlast it.
const LEASE = "5";
// Many times what a journal of 300 trials takes, and filled in a moment.
const DISK_KIB = 131_072;

const KEPT = 4;

export interface Agent {
  readonly name: string;
  /** To each controller. */
  readonly links: readonly Link[];
  readonly clock: WallClock;
  command: Command;
}

/** Controllers with their journal, and agents, each behind links of its own. Whoever ends a process here starts it again. */
export class Cluster {
  readonly stage = new Stage();
  readonly agents: Agent[] = [];
  readonly replicas: Replica[] = [];
  /** Where the journal's files are. */
  readonly journalFolder: string;
  /** Of the journal; null where none can be mounted. */
  readonly disk: SmallDisk | null;
  /** Whether strace may change what a process is told of its disk. */
  readonly canTrace: boolean;
  /** The library by which clocks can be set; null: they cannot. */
  readonly faketime: string | null;
  /** Folders with files of the journal as a kill has left them. */
  readonly kept: string[] = [];
  readonly #journal: JournalKind;
  #nats: NatsServer | null = null;
  #unmount = () => {};

  private constructor(journal: JournalKind, tools: boolean) {
    this.#journal = journal;
    this.canTrace = tools && canTrace;
    this.faketime = tools ? findFaketime() : null;
    this.journalFolder = journal === "sqlite" ? this.stage.state : this.stage.path("nats");
    const atEnd = (unmount: () => void) => {
      this.#unmount = unmount;
    };
    this.disk = tools && canMount ? mountSmallDisk(this.journalFolder, DISK_KIB, atEnd) : null;
  }

  /** `tools`: with all that the machine has, to change what processes are told of their disks and clocks. */
  static async open(agents: number, journal: JournalKind, tools: boolean): Promise<Cluster> {
    const cluster = new Cluster(journal, tools);
    try {
      await cluster.#startControllers();
      for (let i = 0; i < agents; i++) {
        const name = `agent-${i}`;
        const links = await Promise.all(cluster.replicas.map(({ place }) => Link.to(portOf(place.address))));
        const clock = new WallClock(cluster.faketime, cluster.stage.path(`${name}.clock`));
        cluster.agents.push({ name, links, clock, command: cluster.#startAgent(name, links, clock) });
      }
      return cluster;
    } catch (error) {
      await cluster.close();
      throw error;
    }
  }

  /** The server of the journal; null: it is a file. */
  get nats(): NatsServer | null {
    return this.#nats;
  }

  /** Of all controllers, as whoever does not know which of them leads asks. */
  get url(): string {
    return this.replicas.map(({ place }) => place.url).join(",");
  }

  async startNatsAgain(): Promise<void> {
    this.#nats = (await this.#nats?.again()) ?? null;
  }

  /** Starts the journal's server again where it says that it cannot write any more: as whoever watches over it should. */
  async tendNats(): Promise<void> {
    if (this.#nats === null) return;
    const { status } = await fetch(new URL("healthz", this.#nats.monitor));
    if (status === 200) return;
    await this.#nats.kill();
    await this.startNatsAgain();
  }

  /** Keeps what whoever writes the journal has left on its disk when it was killed, at first. */
  keepFiles(): void {
    if (this.kept.length === KEPT) return;
    const keep = this.#journal === "sqlite" ? keepFiles : keepStore;
    const kept = keep(this.journalFolder, this.stage.path(`left-${this.kept.length}`));
    if (kept !== null) this.kept.push(kept);
  }

  /** Flips bits in what was kept. */
  flipBits(sweep: string, chance: Chance): Promise<Flips> {
    return this.#journal === "sqlite"
      ? flipBits(this.kept, chance, ofFile(sweep))
      : flipBits(this.kept, chance, ofStore(sweep));
  }

  startAgain(agent: Agent): void {
    agent.command = this.#startAgent(agent.name, agent.links, agent.clock);
  }

  /** The processes of the trainers that run now. */
  trainers(): number[] {
    const isTrainer = (command: string) => command.includes("e2e/trainer.ts") && command.includes("--loss");
    return processesWith(this.stage.folder)
      .filter(({ command }) => isTrainer(command))
      .map(({ pid }) => pid);
  }

  /** For so long, the disk of whoever writes the journal does this at each sync, in strace's words. */
  async tamper(what: string, forMs: number): Promise<void> {
    const letGo = await tamperSyncs(this.#nats?.pid ?? this.replicas[0]?.command.pid ?? 0, what);
    await pause(forMs);
    await letGo();
  }

  acknowledged(): Acknowledged[] {
    return this.agents.flatMap(({ name }) => readAcknowledged(name, this.stage.path(`${name}.acknowledged`)));
  }

  /** A sweep's events in the journal. Nobody else may write to it any more. */
  async events(sweep: string): Promise<Event[]> {
    if (this.#nats === null) return this.stage.events(sweep);
    const journal = await openNatsJournal(this.#nats.url, { sync: "interval" });
    return readAll(journal, sweep).finally(() => journal.close());
  }

  /** Stops everything but the journal's server as a person would. Returns who did not take it well. */
  async stop(): Promise<string[]> {
    const agents = this.agents.map(async ({ name, command }) =>
      complaint(name, command, await command.kill("SIGTERM")),
    );
    const controllers = (await Promise.all(agents)).concat(
      await Promise.all(this.replicas.map((replica) => replica.stop())),
    );
    await this.stage.isEmpty();
    return controllers.flat();
  }

  async close(): Promise<void> {
    for (const link of this.agents.flatMap(({ links }) => links)) link.close();
    for (const replica of this.replicas) replica.abandon();
    await this.#nats?.kill();
    this.#unmount();
    await this.stage.close();
  }

  async #startControllers(): Promise<void> {
    if (this.#journal === "sqlite") {
      await this.#startController("controller", this.stage.state, null, /listens on/);
      return;
    }
    const { MACROSWEEP_TEST_NATS: program = "", MACROSWEEP_TEST_NO_NATS: why } = process.env;
    if (program === "") throw new Error(`--journal nats: ${why}`);
    const nats = await NatsServer.start(this.journalFolder, { program });
    this.#nats = nats;
    await this.#startController("controller-1", "one", await Link.to(nats.port), /listens on/);
    await this.#startController("controller-2", "two", await Link.to(nats.port), /standing by/);
  }

  async #startController(name: string, state: string, way: Link | null, ready: RegExp): Promise<void> {
    const [address, http] = [`127.0.0.1:${await freePort()}`, `127.0.0.1:${await freePort()}`];
    const place: Place = { name, address, url: `http://${http}`, way };
    const places = ["--state", state, "--listen", address, "--http", http, "--lease", LEASE];
    const monitor = this.#nats?.monitor ?? "";
    const shared = way && ["--standby", "--journal", `nats://${way.address}`, "--journal-monitor", monitor];
    const clock = new WallClock(this.faketime, this.stage.path(`${name}.clock`));
    const begin = () => this.stage.startWith(clock.env, "controller", ...places, ...(shared ?? []));
    const replica = new Replica(place, clock, begin);
    this.replicas.push(replica);
    await replica.start().said(ready);
  }

  #startAgent(name: string, links: readonly Link[], clock: WallClock): Command {
    const env = {
      ...clock.env,
      NODE_OPTIONS: `--import=${NOTES}`,
      MACROSWEEP_ACKNOWLEDGED: this.stage.path(`${name}.acknowledged`),
    };
    const controllers = links.map(({ address }) => address).join(",");
    const places = ["--controller", controllers, "--name", name, "--work", "work"];
    return this.stage.startWith(env, "agent", ...places, "--slots", "1");
  }
}

function portOf(address: string): number {
  return Number(address.split(":").at(-1));
}
