import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** The nats-server that test/setup/nats.ts has found; empty where there is none. */
const PROGRAM = process.env.MACROSWEEP_TEST_NATS ?? "";

/** What a title says where tests with a server are skipped; empty where they run. */
export const noNats = PROGRAM === "" ? ` (skipped: ${process.env.MACROSWEEP_TEST_NO_NATS ?? "no nats-server"})` : "";

export interface NatsSettings {
  /** 0: any free one. */
  readonly port?: number;
  readonly monitorPort?: number;
  /** Left out: the one that was found for the tests. */
  readonly program?: string;
  /** More of its configuration. */
  readonly more?: string;
  /** What JetStream is told besides its folder. */
  readonly jetstream?: string;
}

/** A nats-server of a test, alone in a folder. */
export class NatsServer {
  readonly port: number;
  /** Where it says how it is configured, as http://host:port */
  readonly monitor: string;
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #settings: NatsSettings;

  private constructor(child: ChildProcess, folder: string, settings: NatsSettings, port: number, monitor: string) {
    this.#child = child;
    this.#folder = folder;
    this.#settings = settings;
    this.port = port;
    this.monitor = monitor;
  }

  /** Starts it with JetStream in `folder`, syncing every write, and waits until it is ready. */
  static async start(folder: string, settings: NatsSettings = {}): Promise<NatsServer> {
    const { port = 0, monitorPort = 0, program = PROGRAM, more = "", jetstream = "sync_interval: always" } = settings;
    mkdirSync(folder, { recursive: true });
    const config = join(folder, "nats.conf");
    const store = `jetstream { store_dir: ${JSON.stringify(folder)}, ${jetstream} }`;
    writeFileSync(
      config,
      `listen: "127.0.0.1:${port || -1}"\nhttp: "127.0.0.1:${monitorPort || -1}"\n${store}\n${more}\n`,
    );
    const child = spawn(program, ["-c", config], { stdio: ["ignore", "ignore", "pipe"] });
    const said: string[] = [];
    assert(child.stderr);
    const lines = createInterface({ input: child.stderr });
    for await (const line of lines) {
      said.push(line);
      if (line.includes("Server is ready")) break;
    }
    const [, client] = /client connections on 127.0.0.1:(\d+)/.exec(said.join("\n")) ?? [];
    const [, monitor] = /http monitor on (127.0.0.1:\d+)/.exec(said.join("\n")) ?? [];
    assert(client, `nats-server did not start:\n${said.join("\n")}`);
    child.stderr.resume();
    return new NatsServer(child, folder, settings, Number(client), `http://${monitor}`);
  }

  /** Starts it once more, where it was, after it has ended. */
  again(): Promise<NatsServer> {
    const monitorPort = Number(new URL(this.monitor).port);
    return NatsServer.start(this.#folder, { ...this.#settings, port: this.port, monitorPort });
  }

  get url(): string {
    return `nats://127.0.0.1:${this.port}`;
  }

  get pid(): number {
    assert(this.#child.pid);
    return this.#child.pid;
  }

  /** Ends it at once, as a crash does. */
  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await exited;
  }
}
