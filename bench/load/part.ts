import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import type { Readable } from "node:stream";

/** A process that is measured from outside. */
export class Part {
  readonly #child: ChildProcessByStdio<null, Readable, null>;

  private constructor(child: ChildProcessByStdio<null, Readable, null>) {
    this.#child = child;
  }

  /** Starts a program of this Node; returns with the first line that it says. */
  static async start(...args: readonly string[]): Promise<{ part: Part; said: string }> {
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    const [chunk] = await once(child.stdout, "data");
    child.stdout.resume();
    return { part: new Part(child), said: String(chunk).trim() };
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
