import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { clientOf } from "../../src/cli/client.ts";
import { NatsServer } from "../../test/natsServer.ts";
import { freePort, Part } from "./part.ts";

const ROOT = join(import.meta.dirname, "../..");
const MAIN = join(ROOT, "src/cli/main.ts");

interface Place {
  /** host:port for agents. */
  readonly address: string;
  /** host:port for people. */
  readonly http: string;
  readonly options: readonly string[];
}

/** Who serves the agents: a controller on a journal in SQLite, or two of which one leads on a journal in NATS that syncs every write. */
export class Served {
  readonly nats: NatsServer | null;
  readonly #places: readonly Place[];
  readonly #parts: Part[];
  /** Which of them leads. */
  #leads = 0;

  private constructor(nats: NatsServer | null, places: readonly Place[]) {
    this.nats = nats;
    this.#places = places;
    this.#parts = places.map(start);
  }

  static async start(folder: string, journal: string): Promise<Served> {
    if (journal === "sqlite") {
      const served = new Served(null, [await place("--state", folder)]);
      await served.leader.said;
      return served;
    }
    const { stdout } = spawnSync(process.execPath, [join(ROOT, "scripts/nats.js")], { encoding: "utf8" });
    const nats = await NatsServer.start(join(folder, "nats"), { program: stdout.trim() });
    const shared = ["--journal", nats.url, "--journal-sync", "always", "--journal-monitor", nats.monitor, "--standby"];
    const places = ["one", "two"].map((name) => place("--state", join(folder, name), ...shared));
    const served = new Served(nats, await Promise.all(places));
    served.#leads = await Promise.race(served.#parts.map(({ said }, i) => said.then(() => i)));
    return served;
  }

  get leader(): Part {
    const part = this.#parts[this.#leads];
    if (part === undefined) throw new Error("somebody leads");
    return part;
  }

  /** Where agents find whoever leads. */
  get addresses(): string {
    return this.#places.map(({ address }) => address).join(",");
  }

  get url(): string {
    return `http://${this.#places[this.#leads]?.http}`;
  }

  create(document: unknown): Promise<unknown> {
    return clientOf({ url: this.url, headers: {} }).create(document);
  }

  /** The newest value of a metric without labels. */
  async metric(name: string): Promise<number> {
    const text = await (await fetch(`${this.url}/metrics`)).text();
    return Number(new RegExp(`^${name} (\\S+)$`, "m").exec(text)?.[1]);
  }

  /** Kills the one that leads. Resolves when the next one does: the other, or the same started again. */
  async killLeader(): Promise<void> {
    await this.leader.kill();
    const at = this.#leads;
    const [place] = this.#places;
    if (this.#places.length === 1 && place !== undefined) this.#parts[at] = start(place);
    else this.#leads = 1 - at;
    await this.leader.said;
  }

  async close(): Promise<void> {
    for (const part of this.#parts) await part.kill();
    await this.nats?.kill();
  }
}

async function place(...options: readonly string[]): Promise<Place> {
  return { address: `127.0.0.1:${await freePort()}`, http: `127.0.0.1:${await freePort()}`, options };
}

function start({ address, http, options }: Place): Part {
  return new Part(MAIN, "controller", "--listen", address, "--http", http, "--log-level", "error", ...options);
}
