import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import type { Readable } from "node:stream";

/** A program of this Node in a process of its own, which is measured from outside. */
export class Part {
  readonly #child: ChildProcessByStdio<null, Readable, Readable>;
  /** Where its debugger listens. */
  readonly #debugger: Promise<string>;
  /** The first that it says. */
  readonly said: Promise<string>;

  constructor(...args: readonly string[]) {
    const inspected = ["--inspect=127.0.0.1:0", ...args];
    this.#child = spawn(process.execPath, inspected, { stdio: ["ignore", "pipe", "pipe"] });
    this.said = once(this.#child.stdout, "data").then(([chunk]) => String(chunk).trim());
    this.#debugger = once(this.#child.stderr, "data").then(([chunk]) => /ws:\S+/.exec(String(chunk))?.[0] ?? "");
    // What it says of its debugger is for nobody.
    void this.#debugger.then(() => this.#child.stderr.resume());
  }

  /** CPU that it has taken, in ms. The system counts in hundredths of a second. */
  get cpuMs(): number {
    const fields = readFileSync(`/proc/${this.#child.pid}/stat`, "latin1").split(") ").at(-1)?.split(" ") ?? [];
    return 10 * (Number(fields[11]) + Number(fields[12]));
  }

  /** What it has in memory now. */
  get bytes(): number {
    const [, kib = ""] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${this.#child.pid}/status`, "latin1")) ?? [];
    return 1024 * Number(kib);
  }

  /** The same without what it does not use any more. */
  async usedBytes(): Promise<number> {
    const socket = new WebSocket(await this.#debugger);
    await once(socket, "open");
    // A second one finds what the first has let go.
    for (const id of [1, 2]) {
      const collected = once(socket, "message");
      socket.send(JSON.stringify({ id, method: "HeapProfiler.collectGarbage" }));
      await collected;
    }
    socket.close();
    return this.bytes;
  }

  /** Ends it at once, as a crash does. */
  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await exited;
  }
}

/** A port of this machine that nobody has now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  return typeof address === "object" && address !== null ? address.port : 0;
}
