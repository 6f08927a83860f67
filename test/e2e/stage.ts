import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import type { Event } from "../../src/controller/core/events.ts";
import { openSqliteJournal } from "../../src/controller/journal/sqlite.ts";
import { readAll } from "../contract/readAll.ts";
import { Command, type Exit } from "./command.ts";
import { freePort } from "./port.ts";
import { kill, processesWith } from "./processes.ts";
import { until } from "./until.ts";

/** What a command that has ended leaves behind. */
export interface Said extends Exit {
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * A folder, a port, and every process that is started for one test; all of it goes away with the test, whether it passes or not.
 * The commands run in the folder, so that paths in their output are short and nothing is left elsewhere.
 */
export class Stage {
  readonly folder = mkdtempSync(join(tmpdir(), "macrosweep-e2e-"));
  /** The state folder of the controller or the run: the one that they take by themselves. */
  readonly state = join(this.folder, ".macrosweep");
  readonly #commands: Command[] = [];
  readonly #services: Command[] = [];
  // Inherited by everything that a command starts for itself.
  readonly #mark = { MACROSWEEP_STAGE: this.folder };
  #port = 0;
  #httpPort = 0;

  /** host:port of the controller, the same after each of its restarts. */
  async address(): Promise<string> {
    this.#port ||= await freePort();
    return `127.0.0.1:${this.#port}`;
  }

  /** Where the controller answers people and programs, the same after each of its restarts. */
  async url(): Promise<string> {
    return `http://${await this.#http()}`;
  }

  async #http(): Promise<string> {
    this.#httpPort ||= await freePort();
    return `127.0.0.1:${this.#httpPort}`;
  }

  /** A path in the folder. */
  path(name: string): string {
    return join(this.folder, name);
  }

  /** Writes a file into the folder; returns its path from there. */
  write(name: string, text: string): string {
    writeFileSync(this.path(name), text);
    return name;
  }

  /** Starts a command of the command line. */
  start(...args: string[]): Command {
    return this.startWith({}, ...args);
  }

  /** The same with more in its environment. */
  startWith(env: Readonly<Record<string, string>>, ...args: string[]): Command {
    const command = new Command(args, this.folder, { ...this.#mark, ...env });
    this.#commands.push(command);
    return command;
  }

  /** Resolves when it listens. */
  async controller(...options: string[]): Promise<Command> {
    const controller = this.#serve(
      "controller",
      "--listen",
      await this.address(),
      "--http",
      await this.#http(),
      ...options,
    );
    await controller.said(/listens on/);
    return controller;
  }

  /** All agents of a stage share one folder of checkpoints, as those of a cluster do. */
  async agent(slots: number, ...options: string[]): Promise<Command> {
    return this.#serve("agent", "--controller", await this.address(), "--slots", String(slots), ...options);
  }

  /** Runs a command to its end. */
  async macrosweep(...args: string[]): Promise<Said> {
    const command = this.start(...args);
    return { ...(await command.exited), stdout: command.stdout, stderr: command.stderr };
  }

  /** Asks the controller, and returns the objects that are printed on stdout, one a line. */
  async ask<T>(...args: string[]): Promise<T[]> {
    const { code, stdout, stderr } = await this.macrosweep(...args, "--json");
    if (code !== 0) throw new Error(`${args.join(" ")} ended with ${code}: ${stderr}\n${this.#words()}`);
    return stdout
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line));
  }

  /** Stops agents and controllers as a person would, checks that each ended well or was killed by the test, and that nothing is left. */
  async stop(): Promise<void> {
    // Agents first: they have something to tell the controller.
    for (const service of this.#services.toReversed()) {
      const { code, signal } = await service.kill("SIGTERM");
      if (code !== 0 && signal !== "SIGKILL")
        throw new Error(`${service} ended with ${code ?? signal}:\n${this.#words()}`);
    }
    await this.isEmpty();
  }

  /** Resolves when nothing runs that a command of this stage has started, or that was started by what it started. */
  async isEmpty(): Promise<void> {
    await this.until("every process of the stage to end", () => this.#left().length === 0);
  }

  /** As `until`, with what was said and what is left running in the message of the error. */
  async until<T extends object | true>(what: string, look: () => T | false | null): Promise<T> {
    return until(what, look).catch((cause: unknown) => {
      const left = this.#left().map(({ pid, command }) => `\n${pid} ${command}`);
      throw new Error(`${String(cause)}; left running:${left.join("")}\n${this.#words()}`, { cause });
    });
  }

  /** Waits until the journal holds an event that fits, while everything runs on. */
  async recorded(what: string, fits: (event: Event) => boolean): Promise<void> {
    const database = new Database(join(this.state, "journal.db"), { readonly: true });
    try {
      const entries = database.prepare<[], { events: string }>("SELECT events FROM entry");
      await this.until(`${what} to be recorded`, () => {
        return entries.all().some(({ events }) => (JSON.parse(events) as Event[]).some(fits));
      });
    } finally {
      database.close();
    }
  }

  /** The events of a sweep as they stand in the journal. Everything must have been stopped. */
  async events(sweep: string): Promise<Event[]> {
    const journal = await openSqliteJournal(join(this.state, "journal.db"));
    try {
      return await readAll(journal, sweep);
    } finally {
      await journal.close();
    }
  }

  /** Kills whatever is left, without looking at how it takes it. */
  async close(): Promise<void> {
    for (const command of this.#commands) await command.kill("SIGKILL");
    await until("every process of the stage to be killed", () => {
      for (const { pid } of this.#left()) kill(pid, "SIGKILL");
      return this.#left().length === 0;
    });
    rmSync(this.folder, { recursive: true, force: true });
  }

  #serve(...args: string[]): Command {
    const service = this.start(...args);
    this.#services.push(service);
    return service;
  }

  // What was said so far, for the message of a test that fails.
  #words(): string {
    return this.#commands.map((command) => `--- ${command}:\n${command.stdout}${command.stderr}`).join("\n");
  }

  #left() {
    // The mark of the commands; trainers get no such variable, but the path of their checkpoints, which are in the folder.
    return processesWith(this.folder);
  }
}

/**
 * A stage that is closed by the given hook: `onTestFinished` within one test; `afterAll` for the tests of a file or a `describe`, and then outside
 * of every hook, where it would be registered too late and never called.
 */
export function openStage(atEnd: (close: () => Promise<void>) => void): Stage {
  const stage = new Stage();
  atEnd(() => stage.close());
  return stage;
}
