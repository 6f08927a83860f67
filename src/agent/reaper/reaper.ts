import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { extname } from "node:path";
import type { Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import type { Logger } from "../config.ts";
import type { Family } from "../trainer/family.ts";
import type { Watch } from "../trainer/process.ts";

/**
 * The agent's side of a small helper process that ends the agent's trainers when the agent is killed and cannot. The helper reads a pipe
 * that only the agent holds; however the agent dies, the pipe ends.
 */
export class Reaper implements Watch {
  readonly #child: ChildProcessByStdio<Writable, null, null>;
  readonly #exited: Promise<unknown>;
  #closing = false;

  constructor(logger: Logger) {
    // Detached: a Ctrl-C on the terminal, or a signal to the agent's group, must not reach it.
    this.#child = spawn(process.execPath, [helper()], { detached: true, stdio: ["pipe", "ignore", "ignore"] });
    const lost = (reason: unknown) => {
      if (!this.#closing)
        logger.error({ reason }, "the reaper is gone: trainers would survive a kill -9 of this agent");
    };
    this.#exited = once(this.#child, "exit").then(([code, signal]) => lost(signal ?? code), lost);
    // What cannot be written any more is told by the exit.
    this.#child.stdin.on("error", () => {});
  }

  watch({ group, mark }: Family): void {
    this.#child.stdin.write(`+${group} ${mark}\n`);
  }

  forget({ group }: Family): void {
    this.#child.stdin.write(`-${group}\n`);
  }

  /** Ends the helper, and with it every trainer that is still watched. Resolves when it has gone. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#child.stdin.end();
    await this.#exited;
  }
}

// TypeScript as it stands in a checkout, JavaScript after the build.
function helper(): string {
  return fileURLToPath(new URL(`./main${extname(import.meta.url)}`, import.meta.url));
}
