import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { freePort } from "../../e2e/port.ts";
import type { Manifest } from "./render.ts";

const PATIENCE_MS = 90_000;
const PORTS = [4222, 6222, 8222];

/** The three servers of an install, with its configuration and arguments, on free ports of this machine. */
export class NatsTrio {
  readonly #children: ChildProcess[] = [];
  /** host:port as in the cluster, and here. */
  readonly #places = new Map<string, string>();

  /** Waits until each of them says that it is well. */
  static async start(manifests: readonly Manifest[], folder: string, password: string): Promise<NatsTrio> {
    const trio = new NatsTrio();
    for (const i of [0, 1, 2]) {
      for (const port of PORTS)
        trio.#places.set(`macrosweep-nats-${i}.macrosweep-nats:${port}`, `127.0.0.1:${await freePort()}`);
    }
    try {
      for (const i of [0, 1, 2]) trio.#startOne(manifests, join(folder, String(i)), password, i);
      for (const i of [0, 1, 2]) {
        const url = trio.at(`http://macrosweep-nats-${i}.macrosweep-nats:8222/healthz`);
        await expect.poll(async () => (await fetch(url).catch(() => null))?.status, { timeout: PATIENCE_MS }).toBe(200);
      }
    } catch (error) {
      await trio.kill();
      throw error;
    }
    return trio;
  }

  /** With addresses as they are here. */
  at(text: string): string {
    return [...this.#places].reduce((all, [there, here]) => all.replaceAll(there, here), text);
  }

  async killOne(): Promise<void> {
    await end(this.#children.shift());
  }

  async kill(): Promise<void> {
    await Promise.all(this.#children.map(end));
  }

  #startOne(manifests: readonly Manifest[], folder: string, password: string, i: number): void {
    const find = (kind: string) =>
      manifests.find(({ kind: of, metadata }) => of === kind && metadata.name.startsWith("macrosweep-nats"));
    const own = (port: number) => this.at(`macrosweep-nats-${i}.macrosweep-nats:${port}`);
    const config = String(find("ConfigMap")?.data["nats.conf"])
      .replace("port: 4222", `listen: "${own(4222)}"`)
      .replace("http_port: 8222", `http: "${own(8222)}"`)
      .replace("port: 6222", `listen: "${own(6222)}"`)
      .replace("/data", JSON.stringify(join(folder, "data")))
      .replace("/tmp/nats.pid", JSON.stringify(join(folder, "nats.pid")));
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "nats.conf"), config);
    const args: string[] = find("StatefulSet")?.spec.template.spec.containers[0].args;
    const here = args.map((arg) =>
      this.at(arg).replace("/etc/macrosweep-nats", folder).replaceAll("$(NATS_PASSWORD)", password),
    );
    const env = { SERVER_NAME: `macrosweep-nats-${i}`, NATS_PASSWORD: password };
    this.#children.push(spawn(process.env.MACROSWEEP_TEST_NATS ?? "", here, { env, stdio: "ignore" }));
  }
}

async function end(child: ChildProcess | undefined): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGKILL");
  await exited;
}
