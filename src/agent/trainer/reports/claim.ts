import { createHash } from "node:crypto";
import { once } from "node:events";
import { realpath, rm } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { SweepError } from "../../../error.ts";
import type { Lease } from "../../../gen/macrosweep/v1/trial.ts";
import { BOUNDS } from "../../bounds.ts";
import { clock } from "../../clock.ts";

/** The right to read a place of reports, until it is let go. */
export interface Claim {
  release(): Promise<void>;
}

/**
 * Claims the place where an attempt's reports will be, so that no other trial on this machine, of whatever agent or sweep, is read there at the
 * same time. The claim is a socket with a name, which the system lets go together with this process; who connects is told whose it is.
 * Another attempt of the same trial is waited for: it is on its way out.
 * @throws SweepError `conflict` when another trial has it, with the remedy.
 */
export async function claimPlace(path: string, lease: Lease, signal: AbortSignal): Promise<Claim> {
  const name = socketName(await realPlace(path));
  for (let looks = 0; ; looks++) {
    const server = await listening(name, lease);
    if (server !== null) return { release: () => closed(server) };
    const holder = await whose(name);
    const ours = holder?.sweep === lease.sweep && holder.trial === lease.trial;
    if (holder !== null && (!ours || looks > BOUNDS.claimLooks)) throw taken(path, holder);
    // A name without anybody behind it: only where names are files.
    if (holder === null && !isAbstract(name)) await rm(name, { force: true });
    await clock.sleep(BOUNDS.lookMs, signal);
    if (signal.aborted) throw taken(path, holder ?? lease);
  }
}

function taken(path: string, { sweep, trial }: Lease): SweepError {
  const remedy = "put {{ trial }} into the path, or let each trial run in a folder of its own (workdir: trial)";
  return new SweepError(
    "conflict",
    `reports: ${path} is where trial ${trial} of sweep ${sweep} reports now; two trials that write to one place read each other's values: ${remedy}`,
  );
}

/** Null when somebody else has the name. */
async function listening(name: string, lease: Lease): Promise<Server | null> {
  const server = createServer((socket) => {
    // One who asks and goes away is no fault of ours.
    socket.on("error", () => {});
    socket.end(JSON.stringify(lease));
  });
  // It must not keep a process alive that has nothing else to do.
  server.unref();
  server.listen(name);
  try {
    await once(server, "listening");
    return server;
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "EADDRINUSE") return null;
    throw new SweepError("unavailable", `reports: the place cannot be claimed: ${String(cause)}`, { cause });
  }
}

async function whose(name: string): Promise<Lease | null> {
  const socket = connect(name);
  socket.setTimeout(BOUNDS.claimAnswerMs, () => socket.destroy(new Error("no answer")));
  try {
    return JSON.parse(await text(socket));
  } catch {
    return null;
  } finally {
    socket.destroy();
  }
}

async function closed(server: Server): Promise<void> {
  await new Promise((resolve) => server.close(resolve));
}

// Names that are no files vanish with their process; only Linux has them.
function socketName(place: string): string {
  const digest = createHash("sha256").update(place).digest("hex").slice(0, 32);
  return process.platform === "linux" ? `\0macrosweep-${digest}` : join(tmpdir(), `macrosweep-${digest}.sock`);
}

function isAbstract(name: string): boolean {
  return name.startsWith("\0");
}

// One place has one name, whatever links lead to it; the end of the path need not be there yet.
async function realPlace(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(await realPlace(parent), basename(path));
  }
}
