import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { extname } from "node:path";
import type { Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { BOUNDS } from "../bounds.ts";
import { clock } from "../clock.ts";
import { ENVIRONMENT, type Logger } from "../config.ts";
import { ownNode } from "../ownNode.ts";
import type { Family } from "../trainer/family.ts";
import type { Marker } from "../trainer/mark.ts";
import type { Watch } from "../trainer/process.ts";

/**
 * The agent's side of a small helper process that ends the agent's trainers when the agent is killed and cannot. The helper reads a pipe
 * that only the agent holds; however the agent dies, the pipe ends. A helper that dies is replaced.
 */
export class Reaper implements Watch {
  readonly #logger: Logger;
  readonly #agent: Pick<Marker, "pid" | "start">;
  readonly #closing = new AbortController();
  /** What the helper was told and has to know still, by mark. */
  readonly #told = new Map<string, string>();
  #child: Child;
  readonly #over: Promise<void>;

  constructor(logger: Logger, agent: Pick<Marker, "pid" | "start">) {
    this.#logger = logger;
    this.#agent = agent;
    this.#child = this.#start();
    this.#over = this.#keep();
  }

  expect(mark: string): void {
    this.#tell(mark, `?${mark}\n`);
  }

  watch({ group, mark }: Family): void {
    this.#tell(mark, `+${mark} ${group}\n`);
  }

  forget(mark: string): void {
    this.#told.delete(mark);
    this.#child.stdin.write(`-${mark}\n`);
  }

  /** Ends the helper, and with it every trainer that is still watched. Resolves when it has gone. */
  async close(): Promise<void> {
    this.#closing.abort();
    this.#child.stdin.end();
    await this.#over;
  }

  #tell(mark: string, line: string): void {
    this.#told.set(mark, line);
    this.#child.stdin.write(line);
  }

  #start(): Child {
    const { name, value } = reaperOf(this.#agent);
    // Detached: a Ctrl-C on the terminal, or a signal to the agent's group, must not reach it.
    const env = { ...ENVIRONMENT, [name]: value };
    const [program, ...args] = ownNode();
    const child = spawn(program, [...args, helper()], { detached: true, stdio: ["pipe", "ignore", "ignore"], env });
    // What cannot be written any more is told by the exit.
    child.stdin.on("error", () => {});
    return child;
  }

  async #keep(): Promise<void> {
    for (let losses = 0; ; losses += 1) {
      const reason = await once(this.#child, "exit").then(([code, signal]) => signal ?? code, String);
      if (this.#closing.signal.aborted) return;
      const fields = { reason };
      // Where none can be started it is said once, and tried on.
      if (losses < TOLD_LOSSES) this.#logger.error(fields, "the reaper is gone, and another one is started");
      await clock.sleep(BOUNDS.reaperPauseMs, this.#closing.signal);
      if (this.#closing.signal.aborted) return;
      this.#child = this.#start();
      for (const line of this.#told.values()) this.#child.stdin.write(line);
    }
  }
}

type Child = ChildProcessByStdio<Writable, null, null>;

const TOLD_LOSSES = 3;

/** Name of the variable by which the reaper of an agent is known. */
export const REAPER_OF = "MACROSWEEP_REAPER_OF";

/** That variable for one agent. */
export function reaperOf({ pid, start }: Pick<Marker, "pid" | "start">): {
  readonly name: string;
  readonly value: string;
} {
  return { name: REAPER_OF, value: `${pid}.${start}` };
}

// TypeScript as it stands in a checkout, JavaScript after the build.
function helper(): string {
  return fileURLToPath(new URL(`./main${extname(import.meta.url)}`, import.meta.url));
}
