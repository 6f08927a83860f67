import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { clock } from "../clock.ts";
import { groupGone, signalGroup } from "./group.ts";
import type { Line } from "./lines.ts";
import { Output } from "./output.ts";

/** How a trainer's process ended. */
export type Exit =
  | { readonly kind: "code"; readonly code: number }
  | { readonly kind: "signal"; readonly signal: NodeJS.Signals }
  | { readonly kind: "notStarted"; readonly reason: string };

/** Whoever ends the process groups when this process cannot any more. */
export interface Watch {
  watch(group: number): void;
  forget(group: number): void;
}

export interface Launch {
  /** Program and arguments; no shell reads them. */
  readonly argv: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly watch: Watch;
  /** The next line waits until this is done. */
  readonly onStdout: (line: Line) => Promise<void> | void;
  readonly onStderr: (line: Line) => Promise<void> | void;
}

type Child = ChildProcessByStdio<null, Readable, Readable>;

/** A trainer in a process group of its own. What leaves the group (setsid) is out of reach. */
export class TrainerProcess {
  /** Resolves when the process has ended, all its output is handled and nobody of its group runs. Rejects with what the handlers throw. */
  readonly ended: Promise<Exit>;
  // Null when there is no group to signal: before the start failed, and after the end, when the number may be another's.
  #group: number | null = null;
  #cancelKill: (() => void) | null = null;

  /** Aborting the signal kills the group at once and waits no longer for it to go. */
  constructor(launch: Launch, signal: AbortSignal) {
    const child = spawnGroup(launch);
    this.#group = child instanceof Error ? null : (child.pid ?? null);
    this.ended =
      child instanceof Error ? Promise.resolve(notStarted(launch, child)) : this.#live(child, launch, signal);
  }

  /** SIGTERM to the group, SIGKILL after the grace time. A second call changes nothing. */
  stop(graceMs: number): void {
    const group = this.#group;
    if (group === null || this.#cancelKill !== null) return;
    signalGroup(group, "SIGTERM");
    this.#cancelKill = clock.after(graceMs, () => signalGroup(group, "SIGKILL"));
  }

  async #live(child: Child, launch: Launch, signal: AbortSignal): Promise<Exit> {
    const exited = exitOf(child, launch);
    const group = this.#group;
    if (group === null) return exited;
    const kill = () => signalGroup(group, "SIGKILL");
    launch.watch.watch(group);
    signal.addEventListener("abort", kill);
    const outputs = [new Output(child.stdout, launch.onStdout), new Output(child.stderr, launch.onStderr)];
    const handled = Promise.all(outputs.map((output) => output.done));
    try {
      const exit = await Promise.race([exited, handled.then(() => exited)]);
      for (const output of outputs) output.processEnded();
      // Whoever is left has lost its leader: no grandchild may go on training, or keep the slot's memory.
      kill();
      await Promise.all([handled, groupGone(group, signal)]);
      return exit;
    } catch (error) {
      kill();
      throw error;
    } finally {
      this.#group = null;
      this.#cancelKill?.();
      signal.removeEventListener("abort", kill);
      launch.watch.forget(group);
    }
  }
}

function spawnGroup({ argv: [program = "", ...args], env }: Launch): Child | Error {
  try {
    return spawn(program, args, { env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
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

function notStarted({ argv: [program = ""] }: Launch, error: Error): Exit {
  const code = "code" in error ? error.code : undefined;
  if (code !== "ENOENT") {
    return { kind: "notStarted", reason: `trainer: \`${program}\` cannot be started: ${error.message}` };
  }
  const where = program.includes("/") ? "" : " on PATH";
  return { kind: "notStarted", reason: `trainer: \`${program}\` was not found${where}` };
}
