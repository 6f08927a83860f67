import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import type { Event } from "../../src/controller/core/events.ts";
import { inspectJournal } from "../../src/controller/journal/inspect.ts";
import { inspectWal } from "../../src/controller/journal/wal.ts";
import { flipBit } from "../natsStore.ts";
import type { Chance } from "../simulation/chance.ts";

/** What came of flipped bits in copies of the journal as it was left by whoever wrote it and was killed. */
export interface Flips {
  /** It was said that something is damaged. */
  told: number;
  /** All is read as it was. */
  harmless: number;
  /** Of what came last, and is taken for cut short by a power cut: the last commit, on NATS what is newer than the note of where the stream ends. */
  shortened: number;
  /** Something else was read, and nothing said. */
  believed: number;
}

const FILE = "journal.db";
const LOG = `${FILE}-wal`;
const FRAME = 24 + 4_096;
const FLIPS = 40;

/** Leaves the log as a power cut does that comes while a commit is on its way: part of its pages, which do not fit their checksums, behind the last whole one. */
export function tearLog(state: string, chance: Chance): void {
  const path = join(state, LOG);
  const { takenBytes } = inspectWal(path);
  if (takenBytes < 32 + FRAME) return;
  const log = readFileSync(path);
  const begun = log.subarray(takenBytes - FRAME, takenBytes - FRAME + chance.whole(1, FRAME));
  writeFileSync(path, Buffer.concat([log.subarray(0, takenBytes), begun, log.subarray(takenBytes + begun.length)]));
}

/** Keeps the files of a state folder whose controller was killed; returns where, null when there is no journal yet. */
export function keepFiles(state: string, to: string): string | null {
  if (!existsSync(join(state, LOG))) return null;
  mkdirSync(to, { recursive: true });
  for (const file of [FILE, LOG]) copyFileSync(join(state, file), join(to, file));
  return to;
}

/** Where bits are flipped, and what is read then. */
export interface Copies<Found> {
  /** Copies the files that were kept in one folder to another. */
  readonly copy: (from: string, to: string) => void;
  /** The files in which a bit is flipped: those of the first list in one half of all cases. */
  readonly files: (folder: string) => readonly [string[], string[]];
  /** null: refused, or told. */
  readonly find: (folder: string) => Promise<Found | null>;
  readonly outcome: (whole: Found, found: Found) => keyof Flips;
}

/** Flips a bit at a time in copies of the files that were kept in `folders`, and looks what is read then. */
export async function flipBits<Found>(
  folders: readonly string[],
  chance: Chance,
  { copy, files, find, outcome }: Copies<Found>,
): Promise<Flips> {
  const flips: Flips = { told: 0, harmless: 0, shortened: 0, believed: 0 };
  if (folders.length === 0) return flips;
  for (let i = 0; i < FLIPS; i++) {
    const folder = chance.pick(folders);
    const [whole, flipped] = [join(folder, `whole-${i}`), join(folder, `flip-${i}`)];
    for (const to of [whole, flipped]) copy(folder, to);
    const sound = await find(whole);
    if (sound === null) throw new Error(`${folder}: cannot be read as it was left`);
    const file = chance.pick(files(flipped)[i % 2] ?? []);
    flipBit(file, chance.whole(0, statSync(file).size - 1), chance.whole(0, 7));
    const found = await find(flipped);
    flips[found === null ? "told" : outcome(sound, found)] += 1;
    for (const folder of [whole, flipped]) rmSync(folder, { recursive: true });
  }
  return flips;
}

/** A journal's file and its log, of which `sweep` is read. */
export function ofFile(sweep: string): Copies<Found> {
  return {
    copy: keepFiles,
    files: (folder) => [[join(folder, FILE)], [join(folder, LOG)]],
    find: async (folder) => find(folder, sweep),
    outcome,
  };
}

function outcome(whole: Found, found: Found): keyof Flips {
  if (found.isDamaged) return "told";
  if (!isBeginning(found.events, whole.events)) return "believed";
  if (found.appends === whole.appends) return "harmless";
  return found.appends === whole.appends - 1 ? "shortened" : "believed";
}

/** Whether these are the first of all. */
export function isBeginning(events: readonly Event[], all: readonly Event[]): boolean {
  return events.every((event, i) => JSON.stringify(event) === JSON.stringify(all[i]));
}

interface Found {
  readonly events: readonly Event[];
  readonly appends: number;
  readonly isDamaged: boolean;
}

/** null: refused. */
function find(folder: string, name: string): Found | null {
  const path = join(folder, FILE);
  try {
    const { damage, sweeps } = inspectJournal(path);
    const sweep = sweeps.find((one) => one.sweep === name);
    const isDamaged = damage.length > 0 || sweeps.some((one) => one.damage !== null) || sweep === undefined;
    return { events: sweep?.events ?? [], appends: countAppends(path), isDamaged };
  } catch {
    return null;
  }
}

function countAppends(path: string): number {
  const db = new Database(path, { readonly: true });
  try {
    return db.prepare<[], number>("SELECT count(*) FROM entry").pluck().get() ?? 0;
  } finally {
    db.close();
  }
}
