import { setTimeout as pause } from "node:timers/promises";
import type { Command } from "../e2e/command.ts";
import { diary } from "../e2e/diary.ts";
import { kill, runs } from "../e2e/processes.ts";
import { Chance } from "../simulation/chance.ts";
import type { Agent, Cluster } from "./cluster.ts";
import { tearLog } from "./damage.ts";
import type { Link, Way } from "./link.ts";
import { tearBlock } from "./natsDamage.ts";
import type { Replica } from "./replica.ts";

/** One fault, from its beginning until it is lifted. */
export interface Fault {
  readonly kind: string;
  /** Nothing else goes wrong there meanwhile: a controller, the journal, an agent, a trainer's process. */
  readonly target: string;
  /** Whose work it holds up; null: everybody's. */
  readonly agent: string | null;
  /** Resolves when it is lifted. */
  readonly play: () => Promise<void>;
  /** The trial whose trainer is killed, which fails it. */
  readonly failed?: number;
  /** Another controller is to go on meanwhile. */
  readonly handsOver?: true;
}

type Make = (cluster: Cluster, chance: Chance) => Fault | null;

/** What happens next, each kind as often as the others; null where there is nothing now that it could happen to. */
export function faultsOf(cluster: Cluster, chance: Chance): () => Fault | null {
  const makers = [...EVERYWHERE, ...(cluster.nats === null ? ON_DISK : ON_NATS)];
  let left: Make[] = [];
  return () => {
    if (left.length === 0) left = [...makers];
    const next = chance.pick(left);
    left.splice(left.indexOf(next), 1);
    return next(cluster, chance);
  };
}

/** What this machine cannot play, and why. */
export function leftOut(cluster: Cluster): string[] {
  return [
    cluster.disk === null ? "full disk (needs root and mount -t tmpfs)" : [],
    cluster.faketime === null ? "clocks that are set (need libfaketime)" : [],
    cluster.canTrace ? [] : "slow and failing syncs (need strace that may trace)",
  ].flat();
}

const EVERYWHERE: readonly Make[] = [
  ofAgent("agent killed", async (agent, ms, cluster) => {
    await crash(agent.command);
    await pause(ms);
    cluster.startAgain(agent);
  }),
  ofAgent("agent stopped", ({ command }, ms) => stop(command.pid, ms)),
  ofTrainer("trainer killed", async (pid) => kill(pid, "SIGKILL"), true),
  ofTrainer("trainer stopped", stop, false),
  ofAgent("connection cut", async ({ links }, ms) => {
    for (const link of links) link.cut();
    await pause(ms);
    for (const link of links) link.mend();
  }),
  ofAgent("connection silent", ({ links }, ms) => silence(links, "both", ms)),
  ofAgent("connection silent upwards", ({ links }, ms) => silence(links, "up", ms)),
  ofAgent("connection silent downwards", ({ links }, ms) => silence(links, "down", ms)),
  clockSet,
  // As long as a few heartbeats.
  ofSyncs("slow disk", "delay_enter=400000"),
  ofSyncs("failing disk", "error=EIO"),
  (cluster, chance) => cluster.disk && fullDisk(cluster, chance),
];

const ON_DISK: readonly Make[] = [
  ofController("controller killed", async (replica, ms, cluster) => {
    await replica.kill();
    cluster.keepFiles();
    await pause(ms / 2);
    replica.start();
  }),
  ofController("controller killed, log torn", async (replica, ms, { journalFolder }, chance) => {
    await replica.kill();
    tearLog(journalFolder, chance);
    await pause(ms / 2);
    replica.start();
  }),
  ofController("controller stopped", ({ command }, ms) => stop(command.pid, ms)),
];

const ON_NATS: readonly Make[] = [
  ofLeader("leader killed", restart),
  ofLeader("leader stopped", ({ command }, ms) => stop(command.pid, ms)),
  ofLeader("leader cut off from journal", async ({ place: { way } }, ms) => {
    way?.cut();
    await pause(ms);
    way?.mend();
  }),
  ofLeader("leader silent to journal", ({ place: { way } }, ms) => silence(way ? [way] : [], "up", ms)),
  ofLeader("journal silent to leader", ({ place: { way } }, ms) => silence(way ? [way] : [], "down", ms)),
  ofStandby("standby killed", restart),
  ofStandby("standby stopped", ({ command }, ms) => stop(command.pid, ms)),
  ofJournal("nats-server killed", async (cluster, ms) => {
    await cluster.nats?.kill();
    cluster.keepFiles();
    await pause(ms / 2);
    await cluster.startNatsAgain();
  }),
  ofJournal("nats-server killed, torn", async (cluster, ms, chance) => {
    await cluster.nats?.kill();
    tearBlock(cluster.journalFolder, chance);
    await pause(ms / 2);
    await cluster.startNatsAgain();
  }),
  ofJournal("nats-server stopped", async ({ nats }, ms) => {
    if (nats !== null) await stop(nats.pid, ms);
  }),
];

const fullDisk = ofJournal("full disk", async (cluster, ms) => {
  cluster.disk?.fill();
  await pause(ms);
  cluster.disk?.empty();
  await cluster.tendNats();
});

function ofSyncs(kind: string, what: string): Make {
  const play = async (cluster: Cluster, ms: number) => {
    await cluster.tamper(what, ms);
    await cluster.tendNats();
  };
  return (cluster, chance) => (cluster.canTrace ? ofJournal(kind, play)(cluster, chance) : null);
}

/** Of a file it is the controller's: nothing else happens to that one meanwhile. */
function ofJournal(kind: string, play: (cluster: Cluster, ms: number, chance: Chance) => Promise<void>): Make {
  return (cluster, chance) => {
    const [ms, own] = [length(chance), ownChance(chance)];
    const target = cluster.nats === null ? "controller" : "nats-server";
    return { kind, target, agent: null, play: () => play(cluster, ms, own) };
  };
}

type OfReplica = (replica: Replica, ms: number, cluster: Cluster, chance: Chance) => Promise<void>;

function ofController(kind: string, play: OfReplica): Make {
  return (cluster, chance) => ofReplica(kind, chance.pick(cluster.replicas), cluster, chance, play);
}

function ofLeader(kind: string, play: OfReplica): Make {
  return (cluster, chance) => {
    const leader = cluster.replicas.find(({ leads }) => leads);
    return leader === undefined ? null : { ...ofReplica(kind, leader, cluster, chance, play), handsOver: true };
  };
}

function ofStandby(kind: string, play: OfReplica): Make {
  return (cluster, chance) => {
    const standby = cluster.replicas.find(({ leads, isRunning }) => isRunning && !leads);
    return standby === undefined ? null : ofReplica(kind, standby, cluster, chance, play);
  };
}

function ofReplica(kind: string, replica: Replica, cluster: Cluster, chance: Chance, play: OfReplica): Fault {
  const [ms, own] = [length(chance), ownChance(chance)];
  return { kind, target: replica.place.name, agent: null, play: () => play(replica, ms, cluster, own) };
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

/** Up to an hour, either way, of a controller or an agent; it stays so. */
function clockSet({ agents, replicas, faketime }: Cluster, chance: Chance): Fault | null {
  const isController = chance.of(0.5);
  const [replica, agent] = [chance.pick(replicas), chance.pick(agents)];
  const byS = Math.round(chance.pick([-1, 1]) * chance.spread(1, 3_600));
  if (faketime === null) return null;
  const name = isController ? replica.place.name : agent.name;
  const { clock } = isController ? replica : agent;
  const play = async () => clock.jump(byS);
  return { kind: "clock set", target: `clock of ${name}`, agent: isController ? null : name, play };
}

async function restart(replica: Replica, ms: number): Promise<void> {
  await replica.kill();
  await pause(ms / 2);
  replica.start();
}

async function silence(links: readonly Link[], way: Way, ms: number): Promise<void> {
  for (const link of links) link.silence(way);
  await pause(ms);
  for (const link of links) link.mend();
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

/** For what a fault draws as it plays: that changes nothing of what comes next. */
function ownChance(chance: Chance): Chance {
  return new Chance(chance.whole(1, 2 ** 31 - 1));
}

// From a moment to twice a lease, short ones more often.
function length(chance: Chance): number {
  return chance.spread(300, 10_000);
}
