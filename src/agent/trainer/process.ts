import { type ChildProcessByStdio, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import type { Readable } from "node:stream";
import { clock } from "../clock.ts";
import { isMachineFault } from "../health/faults.ts";
import { countFamily, endFamily, type Family, killFamily } from "./family.ts";
import { findProgram } from "./findProgram.ts";
import { signalGroup } from "./group.ts";
import { boundOpenFiles } from "./limits/openFiles.ts";
import type { Line } from "./lines.ts";
import { marked } from "./mark.ts";
import { Output } from "./output.ts";

/** How a trainer's process ended. */
export type Exit =
  | { readonly kind: "code"; readonly code: number }
  | { readonly kind: "signal"; readonly signal: NodeJS.Signals }
  /** `machine`: it is the machine's fault, and any other trainer would have fared the same. */
  | { readonly kind: "notStarted"; readonly reason: string; readonly machine?: boolean };

/** Whoever ends the trainers when this process cannot any more. */
export interface Watch {
  /** A trainer with this mark is about to start: from now on it may run, whether or not this process lives to say so. */
  expect(mark: string): void;
  watch(family: Family): void;
  /** It is over, or could not be started. */
  forget(mark: string): void;
}

export interface Launch {
  /** Program and arguments; no shell reads them. */
  readonly argv: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Working folder. */
  readonly cwd: string;
  /** See `newMark`. */
  readonly mark: string;
  /** What one process of it may have open. */
  readonly openFiles: number;
  readonly watch: Watch;
  /** The next line waits until this is done. */
  readonly onStdout: (line: Line) => Promise<void> | void;
  readonly onStderr: (line: Line) => Promise<void> | void;
}

type Child = ChildProcessByStdio<null, Readable, Readable>;

/** A trainer in a process group of its own, and what it has started. */
export class TrainerProcess {
  /** Resolves when the process has ended, all its output is handled and nobody of its family runs. Rejects with what the handlers throw. */
  readonly ended: Promise<Exit>;
  // Null when there is nobody to signal: before the start failed, and after the end, when the number may be another's.
  #family: Family | null = null;
  #killMs = Number.POSITIVE_INFINITY;
  #cancelKill: (() => void) | null = null;

  /** Aborting the signal kills the family at once and waits no longer for it to go. */
  constructor(launch: Launch, signal: AbortSignal) {
    const { mark, watch } = launch;
    watch.expect(mark);
    const startMs = clock.now();
    const child = spawnGroup(launch);
    this.#family = child instanceof Error || child.pid === undefined ? null : { group: child.pid, mark, startMs };
    if (this.#family === null) watch.forget(mark);
    else watch.watch(this.#family);
    this.ended =
      child instanceof Error ? Promise.resolve(notStarted(launch, child)) : this.#live(child, launch, signal);
  }

  /** SIGTERM to the group, SIGKILL to the family after the grace time. A second call can only bring that nearer. */
  stop(graceMs: number): void {
    const family = this.#family;
    const killMs = clock.now() + graceMs;
    if (family === null || this.#killMs <= killMs) return;
    if (this.#killMs === Number.POSITIVE_INFINITY) signalGroup(family.group, "SIGTERM");
    this.#killMs = killMs;
    this.#cancelKill?.();
    this.#cancelKill = clock.after(graceMs, () => killFamily(family));
  }

  /** The process id; null when it was not started or has ended. */
  get pid(): number | null {
    return this.#family?.group ?? null;
  }

  /** Processes of the trainer that run now; 0 where they cannot be told from others, as anywhere but on Linux. */
  countProcesses(): number {
    return this.#family === null ? 0 : countFamily(this.#family);
  }

  async #live(child: Child, launch: Launch, signal: AbortSignal): Promise<Exit> {
    const exited = exitOf(child, launch);
    const family = this.#family;
    if (family === null) return exited;
    const kill = () => killFamily(family);
    signal.addEventListener("abort", kill);
    const outputs = [new Output(child.stdout, launch.onStdout), new Output(child.stderr, launch.onStderr)];
    const handled = Promise.all(outputs.map((output) => output.done));
    try {
      const exit = await Promise.race([exited, handled.then(() => exited)]);
      for (const output of outputs) output.processEnded();
      // Whoever is left has lost its leader: no grandchild may go on training, or keep the slot's memory.
      await Promise.all([handled, endFamily(family, signal)]);
      return exit;
    } catch (error) {
      kill();
      await endFamily(family, signal);
      throw error;
    } finally {
      this.#family = null;
      this.#cancelKill?.();
      signal.removeEventListener("abort", kill);
      launch.watch.forget(family.mark);
    }
  }
}

function spawnGroup({ argv, env, cwd, mark, openFiles }: Launch): Child | Error {
  const known = findProgram(argv[0] ?? "", env.PATH, cwd) !== null;
  // What cannot be started says so best by itself.
  const [program = "", ...args] = known ? boundOpenFiles(argv, openFiles).argv : argv;
  try {
    return spawn(program, args, { env: marked(env, mark), cwd, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
}

function exitOf(child: Child, launch: Launch): Promise<Exit> {
  return new Promise((resolve) => {
    child.once("error", (error) => resolve(notStarted(launch, error)));
    child.once("exit", (code, signal) => {
      resolve(signal === null ? { kind: "code", code: code ?? 0 } : { kind: "signal", signal });
    });
  });
}

function notStarted({ argv: [program = ""], cwd }: Launch, error: Error): Exit {
  const code = "code" in error ? error.code : undefined;
  if (code !== "ENOENT") {
    const reason = `trainer: \`${program}\` cannot be started: ${error.message}`;
    return { kind: "notStarted", reason, machine: isMachineFault(error) };
  }
  // The system says the same of a folder that is not there.
  if (!existsSync(cwd)) {
    return { kind: "notStarted", reason: `trainer: its working folder ${cwd} is not there any more`, machine: true };
  }
  const where = program.includes("/") ? "" : " on PATH";
  return { kind: "notStarted", reason: `trainer: \`${program}\` was not found${where}` };
}
