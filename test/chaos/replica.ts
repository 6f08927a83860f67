import { setTimeout as pause } from "node:timers/promises";
import type { Command, Exit } from "../e2e/command.ts";
import type { Link } from "./link.ts";
import { steadyMs } from "./steady.ts";
import type { WallClock } from "./wallClock.ts";

/** Where a controller is found. */
export interface Place {
  readonly name: string;
  /** host:port for agents. */
  readonly address: string;
  readonly url: string;
  /** Its way to the journal; null: that is on its own disk. */
  readonly way: Link | null;
}

// What a supervisor waits before it starts a service again.
const AGAIN_MS = 500;
const LOOK_MS = 20;
/** How a controller ends by itself where its journal cannot be reached, which is not its fault. */
const OUT_OF_REACH = /no server can be reached|JetStream does not answer|cannot be reached/;

/** A controller, which is started again when it ends by itself. */
export class Replica {
  readonly place: Place;
  /** Ends that nobody asked for and nothing explains. */
  readonly troubles: string[] = [];
  /** When it began to lead, in `steadyMs`. */
  readonly startsMs: number[] = [];
  readonly clock: WallClock;
  readonly #begin: () => Command;
  readonly #lives: Command[] = [];
  /** null: it is not to run. */
  #command: Command | null = null;

  constructor(place: Place, clock: WallClock, begin: () => Command) {
    this.place = place;
    this.clock = clock;
    this.#begin = begin;
  }

  start(): Command {
    const command = this.#begin();
    this.#command = command;
    this.#lives.push(command);
    void this.#supervise(command);
    void this.#follow(command);
    return command;
  }

  get command(): Command {
    if (this.#command === null) throw new Error(`${this.place.name} does not run`);
    return this.#command;
  }

  get isRunning(): boolean {
    return this.#command !== null;
  }

  /** Whether it has said so last. */
  get leads(): boolean {
    const said = this.#command?.stderr ?? "";
    return said.lastIndexOf('"controller started"') > said.lastIndexOf('"controller serves no longer"');
  }

  /** All that it has logged. */
  get words(): string {
    return this.#lives.map(({ stderr }) => stderr).join("");
  }

  async kill(): Promise<void> {
    const { command } = this;
    this.#command = null;
    await command.kill("SIGKILL");
  }

  /** As a person would. Returns how it took it, if not well. */
  async stop(): Promise<string[]> {
    const { command } = this;
    this.#command = null;
    return complaint(this.place.name, command, await command.kill("SIGTERM"));
  }

  /** Whatever becomes of it: it is not started again. */
  abandon(): void {
    this.#command = null;
    this.place.way?.close();
  }

  /** Sees when it begins to lead: what it logs has times of a clock that somebody sets. */
  async #follow(command: Command): Promise<void> {
    for (let led = false; this.#command === command; led = this.leads) {
      if (this.leads && !led) this.startsMs.push(steadyMs());
      await pause(LOOK_MS);
    }
  }

  async #supervise(command: Command): Promise<void> {
    const { code, signal } = await command.exited;
    if (this.#command !== command) return;
    const words = command.stderr.slice(-2_000);
    if (this.place.way === null || !OUT_OF_REACH.test(words))
      this.troubles.push(`${this.place.name} ended by itself with ${code ?? signal}: ${words}`);
    await pause(AGAIN_MS);
    if (this.#command === command) this.start();
  }
}

/** What there is to say of how a process ended that was told to; nothing of one that had not come to listen to that yet. */
export function complaint(name: string, { stderr }: Command, { code, signal }: Exit): string[] {
  const isUp = /"(session open|controller started|standing by)"/.test(stderr);
  return code === 0 || (!isUp && signal === "SIGTERM")
    ? []
    : [`${name} ended with ${code ?? signal}: ${stderr.slice(-2_000)}`];
}
