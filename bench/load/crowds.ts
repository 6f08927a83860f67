import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Order, Said } from "./crowd.ts";
import type { Tally } from "./simulatedAgent.ts";

const CROWD = join(import.meta.dirname, "crowd.ts");
const AGENTS_A_PROCESS = 1_000;

/** Simulated agents in processes of their own. */
export class Crowds {
  readonly #children: readonly ChildProcess[];
  readonly agents: number;

  /** They go to whoever of these leads, host:port with commas between them. */
  constructor(controllers: string, agents: number) {
    this.agents = agents;
    const firsts = Array.from({ length: Math.ceil(agents / AGENTS_A_PROCESS) }, (_, i) => i * AGENTS_A_PROCESS);
    this.#children = firsts.map((first) => {
      const count = Math.min(AGENTS_A_PROCESS, agents - first);
      return fork(CROWD, [controllers, String(first), String(count)], { serialization: "advanced" });
    });
  }

  /** Resolves when each agent holds a trial. */
  async working(): Promise<void> {
    while ((await this.tell({ kind: "back", sinceMs: 0 })).working < this.agents) await pause(50);
  }

  /** Resolves when nothing is under way any more, with what was seen until then. */
  async quiet(): Promise<Pick<Tally, "acknowledged" | "opened" | "lost">> {
    const all = { acknowledged: 0, opened: 0, lost: 0 };
    for (;;) {
      await pause(500);
      const { acknowledged, opened, lost } = await this.tell({ kind: "take" });
      all.acknowledged += acknowledged;
      all.opened += opened;
      all.lost += lost;
      if (acknowledged === 0) return all;
    }
  }

  /** Resolves when each that holds a trial has had a report acknowledged on a stream that is newer, with the time of the last one. */
  async back(sinceMs: number): Promise<number> {
    for (;;) {
      const { away, lastMs } = await this.tell({ kind: "back", sinceMs });
      if (away === 0) return lastMs;
      await pause(50);
    }
  }

  /** What all of them say to it, taken together. */
  async tell(order: Order): Promise<Said> {
    const said = await Promise.all(
      this.#children.map(async (child) => {
        const answered = once(child, "message");
        child.send(order);
        const [answer] = await answered;
        return answer as Said;
      }),
    );
    const sum = (of: (one: Said) => number) => said.reduce((total, one) => total + of(one), 0);
    return {
      acknowledged: sum((one) => one.acknowledged),
      lost: sum((one) => one.lost),
      opened: sum((one) => one.opened),
      working: sum((one) => one.working),
      away: sum((one) => one.away),
      reportMs: said.flatMap((one) => one.reportMs),
      leaseMs: said.flatMap((one) => one.leaseMs),
      lastMs: Math.max(...said.map((one) => one.lastMs)),
    };
  }

  async close(): Promise<void> {
    for (const child of this.#children) {
      const exited = once(child, "exit");
      child.kill("SIGKILL");
      await exited;
    }
  }
}
