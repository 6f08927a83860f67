import { setTimeout as pause } from "node:timers/promises";
import type { Command } from "../e2e/command.ts";
import { diary } from "../e2e/diary.ts";
import { kill, runs } from "../e2e/processes.ts";
import type { Chance } from "../simulation/chance.ts";
import type { Agent, Cluster } from "./cluster.ts";
import type { Way } from "./link.ts";

/** One fault, from its beginning until it is lifted. */
export interface Fault {
  readonly kind: string;
  /** Nothing else goes wrong there meanwhile: a controller, an agent, a trainer's process. */
  readonly target: string;
  /** Whose work it holds up; null: everybody's. */
  readonly agent: string | null;
  /** Resolves when it is lifted. */
  readonly play: () => Promise<void>;
  /** The trial whose trainer is killed, which fails it. */
  readonly failed?: number;
}

type Make = (cluster: Cluster, chance: Chance) => Fault | null;

/** What happens next, each kind as often as the others; null where there is nothing now that it could happen to. */
export function faultsOf(cluster: Cluster, chance: Chance): () => Fault | null {
  let left: Make[] = [];
  return () => {
    if (left.length === 0) left = [...MAKERS];
    const next = chance.pick(left);
    left.splice(left.indexOf(next), 1);
    return next(cluster, chance);
  };
}

/** What this machine cannot play, and why. */
export function leftOut(cluster: Cluster): string[] {
  return [
    cluster.disk === null ? "full disk (needs root and mount -t tmpfs)" : [],
    cluster.canTrace ? [] : "slow and failing syncs (need strace that may trace)",
  ].flat();
}

const MAKERS: readonly Make[] = [
  ofController("controller killed", async (cluster, ms) => {
    await crash(cluster.controller);
    await pause(ms / 2);
    await cluster.startController();
  }),
  ofController("controller stopped", ({ controller }, ms) => stop(controller.pid, ms)),
  ofAgent("agent killed", async (agent, ms, cluster) => {
    await crash(agent.command);
    await pause(ms);
    cluster.startAgain(agent);
  }),
  ofAgent("agent stopped", ({ command }, ms) => stop(command.pid, ms)),
  ofTrainer("trainer killed", async (pid) => kill(pid, "SIGKILL"), true),
  ofTrainer("trainer stopped", stop, false),
  ofAgent("connection cut", async ({ link }, ms) => {
    link.cut();
    await pause(ms);
    link.mend();
  }),
  silent("both"),
  silent("up"),
  silent("down"),
  // As long as a few heartbeats.
  ofDisk("slow disk", (cluster, ms) => cluster.tamper("delay_enter=400000", ms)),
  ofDisk("failing disk", (cluster, ms) => cluster.tamper("error=EIO", ms)),
  (cluster, chance) => cluster.disk && fullDisk(cluster, chance),
];

const fullDisk = ofController("full disk", async ({ disk }, ms) => {
  disk?.fill();
  await pause(ms);
  disk?.empty();
});

function ofDisk(kind: string, play: (cluster: Cluster, ms: number) => Promise<void>): Make {
  return (cluster, chance) => (cluster.canTrace ? ofController(kind, play)(cluster, chance) : null);
}

function ofController(kind: string, play: (cluster: Cluster, ms: number) => Promise<void>): Make {
  return (cluster, chance) => {
    const ms = length(chance);
    return { kind, target: "controller", agent: null, play: () => play(cluster, ms) };
  };
}

function ofAgent(kind: string, play: (agent: Agent, ms: number, cluster: Cluster) => Promise<void>): Make {
  return (cluster, chance) => {
    const [agent, ms] = [chance.pick(cluster.agents), length(chance)];
    return { kind, target: agent.name, agent: agent.name, play: () => play(agent, ms, cluster) };
  };
}

/** A trainer of which something was heard: one that fails before that says that the sweep's document is wrong. */
function ofTrainer(kind: string, play: (pid: number, ms: number) => Promise<void>, fails: boolean): Make {
  return (cluster, chance) => {
    const running = new Set(cluster.trainers());
    const entries = diary(cluster.stage).filter(({ pid }) => running.has(pid));
    if (entries.length === 0) return null;
    const [{ pid, trial }, ms] = [chance.pick(entries), length(chance)];
    const agent = cluster.acknowledged().findLast((noted) => noted.trial === trial)?.agent;
    if (agent === undefined) return null;
    const fault = { kind, target: `trainer ${pid}`, agent, play: () => play(pid, ms) };
    return fails ? { ...fault, failed: trial } : fault;
  };
}

function silent(way: Way): Make {
  const kind = way === "both" ? "connection silent" : `connection silent ${way === "up" ? "upwards" : "downwards"}`;
  return ofAgent(kind, async ({ link }, ms) => {
    link.silence(way);
    await pause(ms);
    link.mend();
  });
}

/** @throws Error when it had ended by itself. */
async function crash(command: Command): Promise<void> {
  const { code, signal } = await command.kill("SIGKILL");
  if (signal !== "SIGKILL")
    throw new Error(`${command} had ended with ${code ?? signal}: ${command.stderr.slice(-2_000)}`);
}

async function stop(pid: number, ms: number): Promise<void> {
  kill(pid, "SIGSTOP");
  await pause(ms);
  if (runs(pid)) kill(pid, "SIGCONT");
}

// From a moment to twice a lease, short ones more often.
function length(chance: Chance): number {
  return chance.spread(300, 10_000);
}
