import { createHash } from "node:crypto";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { nameFile } from "../durableFile.ts";
import { SweepError } from "../error.ts";
import { isSweep } from "./core/events.ts";
import type { Journal } from "./journal/journal.ts";
import type { NatsOptions } from "./journal/nats/nats.ts";
import { forgetRemote } from "./journal/open.ts";
import { openSqliteJournal } from "./journal/sqlite.ts";
import { openStateFolder } from "./stateFolder.ts";

/** What was copied; the same was read from both sides afterwards. */
export interface Moved {
  readonly sweeps: number;
  readonly events: number;
  /** SHA-256 of names and events of all sweeps and other streams in the order of their creation, in hexadecimal digits. */
  readonly hash: string;
}

/**
 * Copies all sweeps of one journal into another one that has none, reads both again from their beginnings, and holds counts and hashes against each other.
 * Places: `sqlite:DIR` (a state folder, which no controller may hold) or `nats://...`; `keys` are those of NATS. No controller must write meanwhile.
 * @throws SweepError `invalid` for places that are none, `exists` when there are sweeps at `to` already, `conflict` when the folder is held or what was
 *   copied is not the same, as the journals for the rest
 */
export async function moveJournal(from: string, to: string, keys: NatsOptions): Promise<Moved> {
  const source = await openPlace("from", from, keys);
  try {
    const target = await openPlace("to", to, keys);
    try {
      const moved = await copied(source.journal, target.journal, to);
      await target.keep();
      return moved;
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

async function copied(from: Journal, to: Journal, place: string): Promise<Moved> {
  const there = await to.sweeps();
  if (there.length > 0)
    throw new SweepError(
      "exists",
      `to: ${place} has sweeps already (${there.slice(0, 3).join(", ")}): name an empty place`,
    );
  for (const { sweep, over, kept } of await from.summaries()) {
    const seq = await copySweep(sweep, over, from, to);
    if (kept !== null) await to.keep(sweep, seq, kept);
  }
  const [was, is] = [await digestOf(from), await digestOf(to)];
  if (was.hash === is.hash && was.events === is.events) return is;
  const counts = `${was.sweeps} sweeps with ${was.events} events there, ${is.sweeps} with ${is.events} here`;
  throw new SweepError(
    "conflict",
    `to: ${place} is not what was to be copied (${counts}): did a controller write meanwhile?`,
  );
}

/** Returns the number of its last event. */
async function copySweep(sweep: string, over: boolean, from: Journal, to: Journal): Promise<number> {
  let seq = 0;
  for await (const events of from.read(sweep, 0)) {
    // Whether a sweep is over is said with each append; what counts is the last one.
    const [outcome] = await to.append([{ sweep, expectedSeq: seq, events, over }]);
    if (outcome?.kind !== "appended") throw new SweepError("conflict", `to: another one writes to sweep "${sweep}"`);
    seq = outcome.seq;
  }
  return seq;
}

async function digestOf(journal: Journal): Promise<Moved> {
  const hash = createHash("sha256");
  const streams = await journal.sweeps();
  let events = 0;
  for (const sweep of streams) {
    hash.update(`${JSON.stringify(sweep)}\n`);
    for await (const chunk of journal.read(sweep, 0)) {
      for (const event of chunk) hash.update(`${JSON.stringify(event)}\n`);
      events += chunk.length;
    }
  }
  return { sweeps: streams.filter(isSweep).length, events, hash: hash.digest("hex") };
}

interface Place {
  readonly journal: Journal;
  /** What was written is to stay. */
  keep(): Promise<void>;
  close(): Promise<void>;
}

async function openPlace(role: "from" | "to", place: string, keys: NatsOptions): Promise<Place> {
  const [, dir] = /^sqlite:(.+)$/.exec(place) ?? [];
  if (dir !== undefined) return role === "from" ? openFolder(dir) : makeFolder(dir);
  if (!/^(nats|tls):/.test(place)) {
    throw new SweepError(
      "invalid",
      `${role}: "${place}" must be sqlite:DIR, the state folder of a controller, or nats://host:4222`,
    );
  }
  const { openNatsJournal } = await import("./journal/nats/nats.ts");
  const journal = await openNatsJournal(place, keys);
  return { journal, keep: async () => {}, close: () => journal.close() };
}

async function openFolder(dir: string): Promise<Place> {
  if (!existsSync(join(dir, "journal.db"))) throw new SweepError("invalid", `from: ${dir} has no journal`);
  const folder = openStateFolder(dir);
  const journal = await openSqliteJournal(folder.journal).catch((error: unknown) => {
    folder.close();
    throw error;
  });
  const close = async () => {
    await journal.close();
    folder.close();
  };
  return { journal, keep: async () => {}, close };
}

/** The file gets its name when it is whole. */
async function makeFolder(dir: string): Promise<Place> {
  const folder = openStateFolder(dir);
  try {
    if (existsSync(folder.journal)) throw new SweepError("exists", `to: ${folder.journal} is there already`);
    const partial = `${folder.journal}.partial`;
    const clear = () => {
      for (const end of ["", "-wal", "-shm"]) rmSync(`${partial}${end}`, { force: true });
    };
    clear();
    const journal = await openSqliteJournal(partial);
    const keep = async () => {
      // What is in its log goes into the file with that.
      await journal.close();
      nameFile(partial, folder.journal);
      forgetRemote(dir);
    };
    const close = async () => {
      await journal.close();
      clear();
      folder.close();
    };
    return { journal, keep, close };
  } catch (error) {
    folder.close();
    throw error;
  }
}
