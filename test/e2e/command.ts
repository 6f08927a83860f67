import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { until } from "./until.ts";

export interface Exit {
  /** null: ended by a signal. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

const MAIN = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));

// Compiled once and not by each of a few hundred processes: two thirds of the time that a short command takes.
const CACHE = { NODE_COMPILE_CACHE: fileURLToPath(new URL("../../node_modules/.cache/e2e", import.meta.url)) };

/** One running command of the real command line, as its own process. */
export class Command {
  readonly args: readonly string[];
  /** Resolves when it has ended and all that it said is here. */
  readonly exited: Promise<Exit>;
  stdout = "";
  stderr = "";
  readonly #child: ChildProcessByStdio<null, Readable, Readable>;

  constructor(args: readonly string[], cwd: string, env: Readonly<Record<string, string>>) {
    this.args = args;
    const { MACROSWEEP_CONTROLLER: _, MACROSWEEP_TOKEN: __, ...inherited } = process.env;
    this.#child = spawn(process.execPath, [MAIN, ...args], {
      cwd,
      env: { ...inherited, ...CACHE, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child.stdout.setEncoding("utf8").on("data", (text: string) => {
      this.stdout += text;
    });
    this.#child.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.stderr += text;
    });
    this.exited = once(this.#child, "close").then(([code, signal]) => ({ code, signal }));
  }

  get pid(): number {
    const { pid } = this.#child;
    if (pid === undefined) throw new Error(`${this} was not started`);
    return pid;
  }

  /** Waits until it has said something like this, on stdout or stderr. */
  async said(pattern: RegExp): Promise<RegExpExecArray> {
    const words = () => pattern.exec(this.stdout) ?? pattern.exec(this.stderr);
    const found = await until(`${this} to say ${pattern}`, () => words() ?? this.#ended).catch((error: unknown) => {
      throw new Error(`${String(error)}; it said:\n${this.stdout}${this.stderr}`);
    });
    if (found !== true) return found;
    throw new Error(`${this} ended without saying ${pattern}:\n${this.stdout}${this.stderr}`);
  }

  /** Sends the signal, unless it has ended. */
  signal(signal: NodeJS.Signals): void {
    // Of the child process, not of its number: that may be another's by now.
    this.#child.kill(signal);
  }

  /** Sends the signal, unless it has ended, and waits for the end. */
  async kill(signal: NodeJS.Signals): Promise<Exit> {
    this.signal(signal);
    return this.exited;
  }

  toString(): string {
    return `macrosweep ${this.args.join(" ")}`;
  }

  get #ended(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }
}
