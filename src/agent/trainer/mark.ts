import { createHash, randomUUID } from "node:crypto";
import { readdirSync, readFileSync, readlinkSync, realpathSync } from "node:fs";
import { makeFolder } from "../../makeFolder.ts";

/**
 * Variable whose value no two attempts share, on no agent. Every process that a trainer starts inherits it, wherever it goes from there. It says
 * whose they are: FOLDER.NAMESPACE.PID.START.CHANCE, the agent's working folder, its namespace of processes, its number and when it started.
 */
const MARK = "MACROSWEEP_LEASE";

/** Who marks: what all marks of one agent begin with. */
export interface Marker {
  readonly folder: string;
  readonly namespace: string;
  readonly pid: number;
  readonly start: string;
}

/** This process, as the agent of a folder. */
export function markerOf(work: string): Marker {
  // The path, not the file: a folder that was deleted and made anew is the same to whoever starts an agent on it.
  const folder = createHash("sha256").update(realPath(work)).digest("hex").slice(0, 16);
  return { folder, namespace: namespaceOf(), pid: process.pid, start: startOf(process.pid) };
}

/** A mark for one attempt. */
export function newMark({ folder, namespace, pid, start }: Marker): string {
  return `${folder}.${namespace}.${pid}.${start}.${randomUUID()}`;
}

/** The environment of a process that bears the mark. */
export function marked(env: NodeJS.ProcessEnv, mark: string): NodeJS.ProcessEnv {
  return { ...env, [MARK]: mark };
}

/**
 * The processes that run with this mark in their environment, whatever group, session or parent they have by now. Linux only: none elsewhere.
 * One that was started without its parent's environment, or has written over its own, is not found, and neither is another user's.
 * `from`: the lowest number to look at.
 */
export function markedProcesses(mark: string, from = 0): number[] {
  return processesWith(MARK, mark, from);
}

/**
 * Whether all processes that came after `first` in the last `passedMs` have higher numbers: the system gives them in turn, up to a highest one. A look
 * at few processes instead of all is most of what the end of a short attempt costs.
 */
export function numbersAscend(first: number, passedMs: number): boolean {
  // "0.20 0.18 0.12 1/80 11206": the last number is the newest process.
  const newest = Number(read("/proc/loadavg").toString("latin1").trim().split(" ").at(-1));
  return newest >= first && passedMs * STARTS_PER_MS < highestPid;
}

// More than any machine starts processes for long.
const STARTS_PER_MS = 20;

/** The processes that run with this variable in the environment that they were started with. Linux only: none elsewhere. */
export function processesWith(name: string, value: string, from = 0): number[] {
  const entry = Buffer.from(`\0${name}=${value}\0`);
  return processes().filter((pid) => pid >= from && environment(pid).includes(entry));
}

/** The values that this variable has in the environments of the processes that run. Linux only: none elsewhere. */
export function valuesOf(name: string): Set<string> {
  const entry = Buffer.from(`\0${name}=`);
  const values = processes().flatMap((pid) => {
    const variables = environment(pid);
    const at = variables.indexOf(entry);
    return at === -1 ? [] : [variables.toString("latin1", at + entry.length, variables.indexOf(0, at + entry.length))];
  });
  return new Set(values);
}

/** A process of a trainer whose agent has died. */
export interface Orphan {
  readonly pid: number;
  readonly agent: Pick<Marker, "pid" | "start">;
}

/**
 * What runs with the mark of an agent of this folder that runs no more. Not those of agents in other namespaces: who lives there cannot be seen
 * from here. Linux only: none elsewhere.
 */
export function orphansOf({ folder, namespace }: Marker): Orphan[] {
  const entry = Buffer.from(`\0${MARK}=${folder}.${namespace}.`);
  return processes().flatMap((pid): Orphan[] => {
    const variables = environment(pid);
    const at = variables.indexOf(entry);
    if (at === -1) return [];
    const [agent = "", start = ""] = variables.toString("latin1", at + entry.length, at + entry.length + 64).split(".");
    return startOf(Number(agent)) === start ? [] : [{ pid, agent: { pid: Number(agent), start } }];
  });
}

/** Which run of the machine this is; empty where the system does not say. */
export function bootOf(): string {
  return read("/proc/sys/kernel/random/boot_id").toString("latin1").trim();
}

/** When a process started, in ticks since the boot; empty when it runs no more. With the number it names a process for good. */
export function startOf(pid: number): string {
  // "pid (name) state parent ...", where the name may contain anything; the start is the 22nd field.
  const fields = read(`/proc/${pid}/stat`).toString("latin1").split(") ").at(-1)?.split(" ") ?? [];
  return fields[0] === "Z" || fields[0] === "X" ? "" : (fields[19] ?? "");
}

function processes(): number[] {
  if (process.platform !== "linux") return [];
  return readdirSync("/proc")
    .map(Number)
    .filter((pid) => pid > 0);
}

/** The variables with which a process was started, as NAME=value. Empty for one that has ended, or is not ours to look into. */
export function variablesOf(pid: number): string[] {
  return environment(pid).toString("utf8").split("\0").slice(1, -1);
}

// With a zero before and after each variable. Nothing for a process that has ended, a zombie among them, or is not ours to look into.
function environment(pid: number): Buffer {
  return Buffer.concat([zero, read(`/proc/${pid}/environ`), zero]);
}

// Made here, for a folder that is not there has no path without links. Where it cannot be made, a trial will say so.
function realPath(work: string): string {
  try {
    makeFolder(work);
    return realpathSync(work);
  } catch {
    return work;
  }
}

function namespaceOf(): string {
  if (process.platform !== "linux") return "0";
  return /\d+/.exec(readlinkSync("/proc/self/ns/pid"))?.[0] ?? "0";
}

function read(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    return empty;
  }
}

const empty = Buffer.alloc(0);
const highestPid = Number(read("/proc/sys/kernel/pid_max").toString("latin1"));
const zero = Buffer.alloc(1);
