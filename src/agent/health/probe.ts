import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { open, rm, statfs } from "node:fs/promises";
import { join } from "node:path";
import { makeFolder } from "../../makeFolder.ts";
import { clock } from "../clock.ts";
import { ownNode } from "../ownNode.ts";

// Room for a log and a small checkpoint; of a small disk a twentieth.
const ROOM = { bytes: 16 * 1024 ** 2, share: 0.05 };
const SPAWN_MS = 30_000;

/** What keeps trials from being written to this folder now; null when nothing does. */
export async function probeDisk(work: string): Promise<string | null> {
  const file = join(work, `.probe-${randomUUID()}`);
  try {
    makeFolder(work);
    const want = await wantOfRoom(work);
    if (want !== null) return want;
    await writeThrough(file);
    return null;
  } catch (error) {
    return `${work} cannot be written to: ${error instanceof Error ? error.message : error}`;
  } finally {
    await rm(file, { force: true }).catch(() => {});
  }
}

/**
 * Which of these folders lies on a disk that is full; null when none does. For those that trainers write to and the agent does not: one that cannot be
 * looked at, or holds nothing, is as it should be.
 */
export async function probeRoom(folders: readonly string[]): Promise<string | null> {
  for (const folder of new Set(folders)) {
    const want = await wantOfRoom(folder).catch(() => null);
    if (want !== null) return want;
  }
  return null;
}

async function wantOfRoom(folder: string): Promise<string | null> {
  const { bavail, blocks, bsize, files, ffree } = await statfs(folder);
  const free = bavail * bsize;
  if (blocks > 0 && free < Math.min(ROOM.bytes, blocks * bsize * ROOM.share))
    return `${folder}: only ${free} bytes are free on its disk`;
  return files > 0 && ffree === 0 ? `${folder}: its disk has no room for another file` : null;
}

/** What keeps processes from being started now; null when nothing does. */
export async function probeProcesses(signal: AbortSignal): Promise<string | null> {
  try {
    const [program, ...args] = ownNode();
    const child = spawn(program, [...args, "--version"], { stdio: "ignore" });
    const ended = new Promise<string | null>((resolve) => {
      child.once("error", ({ message }) => resolve(`no process can be started: ${message}`));
      child.once("exit", () => resolve(null));
    });
    const over = new AbortController();
    const late = clock
      .sleep(SPAWN_MS, AbortSignal.any([signal, over.signal]))
      .then(() => "a process that was started does not end");
    const ailment = await Promise.race([ended, late]);
    over.abort();
    child.kill("SIGKILL");
    return ailment;
  } catch (error) {
    return `no process can be started: ${error instanceof Error ? error.message : error}`;
  }
}

async function writeThrough(file: string): Promise<void> {
  const handle = await open(file, "wx");
  try {
    await handle.writeFile(Buffer.alloc(4096, 1));
    await handle.sync();
  } finally {
    await handle.close();
  }
}
