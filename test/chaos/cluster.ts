import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Command } from "../e2e/command.ts";
import { processesWith } from "../e2e/processes.ts";
import { canMount, mountSmallDisk, type SmallDisk } from "../e2e/smallDisk.ts";
import { Stage } from "../e2e/stage.ts";
import { type Acknowledged, readAcknowledged } from "./acknowledged.ts";
import { Link } from "./link.ts";

const NOTES = fileURLToPath(new URL("./noteAcknowledged.ts", import.meta.url));
// Short, so that some faults outlast it.
const LEASE = "5";
// Many times what a journal of 300 trials takes, and filled in a moment.
const DISK_KIB = 65_536;

export interface Agent {
  readonly name: string;
  readonly link: Link;
  command: Command;
}

/** A controller and its agents, each behind a link of its own. Whoever ends a process here starts it again. */
export class Cluster {
  readonly stage = new Stage();
  readonly agents: Agent[] = [];
  /** Of the state folder; null where none can be mounted. */
  readonly disk: SmallDisk | null;
  /** Whether strace may change what a process is told of its disk. */
  readonly canTrace = traces();
  #controller: Command | null = null;
  #unmount = () => {};

  private constructor() {
    const atEnd = (unmount: () => void) => {
      this.#unmount = unmount;
    };
    this.disk = canMount ? mountSmallDisk(this.stage.state, DISK_KIB, atEnd) : null;
  }

  static async open(agents: number): Promise<Cluster> {
    const cluster = new Cluster();
    try {
      await cluster.startController();
      const [, port] = (await cluster.stage.address()).split(":");
      for (let i = 0; i < agents; i++) {
        const [name, link] = [`agent-${i}`, await Link.to(Number(port))];
        cluster.agents.push({ name, link, command: cluster.#startAgent(name, link) });
      }
      return cluster;
    } catch (error) {
      await cluster.close();
      throw error;
    }
  }

  get controller(): Command {
    if (this.#controller === null) throw new Error("no controller was started");
    return this.#controller;
  }

  /** Resolves when it listens. */
  async startController(): Promise<void> {
    this.#controller = await this.stage.controller("--lease", LEASE);
  }

  startAgain(agent: Agent): void {
    agent.command = this.#startAgent(agent.name, agent.link);
  }

  /** The processes of the trainers that run now. */
  trainers(): number[] {
    const isTrainer = (command: string) => command.includes("e2e/trainer.ts") && command.includes("--loss");
    return processesWith(this.stage.folder)
      .filter(({ command }) => isTrainer(command))
      .map(({ pid }) => pid);
  }

  /** Until `signal`, the controller's disk does this at each sync, in strace's words. */
  async tamper(what: string, forMs: number): Promise<void> {
    const inject = ["-e", "trace=fsync,fdatasync", "-e", `inject=fsync,fdatasync:${what}`];
    const options = ["-f", "-qq", "-o", "/dev/null", ...inject, "-p", String(this.controller.pid)];
    const strace: ChildProcess = spawn("strace", options, { stdio: "ignore" });
    const ended = once(strace, "exit");
    await pause(forMs);
    // It lets the controller go before it ends.
    strace.kill("SIGTERM");
    await ended;
  }

  acknowledged(): Acknowledged[] {
    return this.agents.flatMap(({ name }) => readAcknowledged(name, this.stage.path(`${name}.acknowledged`)));
  }

  /** Stops everything as a person would. Returns who did not take it well. */
  async stop(): Promise<string[]> {
    const ends = this.agents.map(async ({ name, command }) => {
      const { code, signal } = await command.kill("SIGTERM");
      return code === 0 ? [] : [`${name} ended with ${code ?? signal}: ${command.stderr.slice(-2_000)}`];
    });
    const bad = (await Promise.all(ends)).flat();
    await this.stage.stop();
    return bad;
  }

  async close(): Promise<void> {
    for (const { link } of this.agents) link.close();
    this.#unmount();
    await this.stage.close();
  }

  #startAgent(name: string, link: Link): Command {
    const env = {
      NODE_OPTIONS: `--import=${NOTES}`,
      MACROSWEEP_ACKNOWLEDGED: this.stage.path(`${name}.acknowledged`),
    };
    const places = ["--controller", link.address, "--name", name, "--work", "work"];
    return this.stage.startWith(env, "agent", ...places, "--slots", "1");
  }
}

function traces(): boolean {
  return spawnSync("strace", ["-e", "trace=fsync", "-e", "inject=fsync:delay_enter=1", "true"]).status === 0;
}
