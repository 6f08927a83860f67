import { setTimeout as pause } from "node:timers/promises";
import type { Command } from "../e2e/command.ts";
import type { Link } from "./link.ts";

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
/** How a controller ends by itself where its journal cannot be reached, which is not its fault. */
const OUT_OF_REACH = /no server can be reached|JetStream does not answer|cannot be reached/;

/** A controller, which is started again when it ends by itself. */
export class Replica {
  readonly place: Place;
  /** Ends that nobody asked for and nothing explains. */
  readonly troubles: string[] = [];
  readonly #begin: () => Command;
  readonly #lives: Command[] = [];
  /** null: it is not to run. */
  #command: Command | null = null;

  constructor(place: Place, begin: () => Command) {
    this.place = place;
    this.#begin = begin;
  }

  start(): Command {
    const command = this.#begin();
    this.#command = command;
    this.#lives.push(command);
    void this.#supervise(command);
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

  /** When it began to lead, each time, in ms of the wall clock. */
  get startsMs(): number[] {
    const lines = this.words.split("\n");
    return lines.filter((line) => line.includes('"controller started"')).map((line) => JSON.parse(line).time);
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
    const { code, signal } = await command.kill("SIGTERM");
    return code === 0 ? [] : [`${this.place.name} ended with ${code ?? signal}: ${command.stderr.slice(-2_000)}`];
  }

  /** Whatever becomes of it: it is not started again. */
  abandon(): void {
    this.#command = null;
    this.place.way?.close();
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
