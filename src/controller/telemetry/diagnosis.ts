import { statfs } from "node:fs/promises";
import type { AgentShape } from "../../shapes/agent.ts";
import type { Finding, Readiness } from "../../shapes/diagnosis.ts";

/** A sweep that is not over. */
export interface LiveSweep {
  readonly sweep: string;
  readonly phase: string;
  /** Why it waits; empty while it does not. */
  readonly reason: string;
}

/** How things stand. Times in ms since the Unix epoch. */
export interface Circumstances {
  readonly readiness: Readiness;
  readonly agents: readonly AgentShape[];
  readonly sweeps: readonly LiveSweep[];
  readonly disk: Disk | null;
  readonly version: string;
  /** By the controller's clock, which is never set. */
  readonly nowMs: number;
  /** By the machine's, which people and programs set. */
  readonly wallMs: number;
}

/** Bytes of a file system that this user may use. */
export interface Disk {
  readonly path: string;
  readonly free: number;
  readonly size: number;
}

/** What is wrong with a controller, the worst first; empty when nothing is. */
export function diagnose(now: Circumstances): Finding[] {
  const found = [
    ...now.readiness.trouble.map((what): Finding => ({ level: "error", what, advice: ADVICE.trouble })),
    ...agentFindings(now),
    ...sweepFindings(now.sweeps),
    ...diskFindings(now.disk),
    ...clockFindings(now),
  ];
  return LEVELS.flatMap((level) => found.filter((finding) => finding.level === level));
}

/** The file system of a path; null where nobody can say. */
export async function diskOf(path: string): Promise<Disk | null> {
  try {
    const { bavail, blocks, bsize } = await statfs(path);
    return { path, free: bavail * bsize, size: blocks * bsize };
  } catch {
    return null;
  }
}

const LEVELS = ["error", "warning", "note"] as const;

// A finding a thing, but no page of them.
const MOST = 5;

const ADVICE = {
  trouble: "trainers go on meanwhile, and agents keep what they report",
  agents: "start one with: macrosweep agent --controller HOST:PORT",
  lost: "their trials go to others when the leases end",
  version: "run the same version everywhere",
  disk: "a journal that cannot be written records nothing; make room",
} as const;

function agentFindings({ agents, sweeps, version }: Circumstances): Finding[] {
  const here = agents.filter(({ state }) => state === "connected");
  const running = sweeps.filter(({ phase }) => phase === "running").length;
  const lost = agents.filter(({ state, leases }) => state === "lost" && leases.length > 0);
  const others = here.filter((agent) => agent.version !== null && agent.version !== version);
  return [
    ...(here.length === 0 && running > 0
      ? [finding("error", `no agent is connected, and ${countOf(running, "sweep")} would train`, ADVICE.agents)]
      : []),
    ...listed(here, ({ name, trouble }) => {
      return trouble === null ? null : finding("warning", `agent ${name} cannot run trainers: ${trouble}`, null);
    }),
    ...listed(lost, ({ name, leases }) => {
      return finding("warning", `agent ${name} is gone, and holds ${countOf(leases.length, "trial")}`, ADVICE.lost);
    }),
    ...listed(others, ({ name, version: theirs }) => {
      return finding("note", `agent ${name} runs version ${theirs}, the controller ${version}`, ADVICE.version);
    }),
  ];
}

function sweepFindings(sweeps: readonly LiveSweep[]): Finding[] {
  return listed(sweeps, ({ sweep, phase, reason }) => {
    if (phase === "paused") return finding("note", `sweep ${sweep} is paused`, `macrosweep resume ${sweep}`);
    return reason === "" ? null : finding("warning", `sweep ${sweep} ${reason}`, null);
  });
}

// Both: a large disk has room at 5 %, and on a small one a gibibyte is most of it.
const LOW = { share: 0.05, bytes: 1024 ** 3 } as const;
const LAST_BYTES = 64 * 1024 ** 2;

function diskFindings(disk: Disk | null): Finding[] {
  if (disk === null || disk.free >= Math.min(LOW.bytes, LOW.share * disk.size)) return [];
  const level = disk.free < LAST_BYTES ? "error" : "warning";
  const free = `${Math.floor(disk.free / 1024 ** 2)} MiB of ${Math.round(disk.size / 1024 ** 2)} MiB`;
  return [finding(level, `the disk of ${disk.path} is nearly full: ${free} are free`, ADVICE.disk)];
}

const CLOCK_MS = 5_000;

function clockFindings({ nowMs, wallMs }: Circumstances): Finding[] {
  const apartMs = wallMs - nowMs;
  if (Math.abs(apartMs) < CLOCK_MS) return [];
  const how = `${Math.round(Math.abs(apartMs) / 1_000)} s ${apartMs > 0 ? "ahead of" : "behind"}`;
  const what = `the machine's clock is ${how} the controller's, which goes on from its first start and is never set`;
  return [finding("note", what, "times that are shown are off by so much; nothing else is")];
}

function finding(level: Finding["level"], what: string, advice: string | null): Finding {
  return { level, what, advice };
}

/** What is found in each, and how many more there are beyond the first ones. */
function listed<T>(all: readonly T[], findIn: (one: T) => Finding | null): Finding[] {
  const found = all.map(findIn).filter((one) => one !== null);
  const [last] = found.slice(-1);
  if (last === undefined || found.length <= MOST) return found;
  return [...found.slice(0, MOST), { ...last, what: `and ${found.length - MOST} more like these`, advice: null }];
}

function countOf(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
