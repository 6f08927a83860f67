import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import type { Event } from "../../src/controller/core/events.ts";
import { inspectJournal } from "../../src/controller/journal/inspect.ts";
import { inspectWal } from "../../src/controller/journal/wal.ts";
import type { Chance } from "../simulation/chance.ts";

/** What came of flipped bits in copies of the journal that killed controllers have left. */
export interface Flips {
  /** It was said that something is damaged. */
  told: number;
  /** All is read as it was. */
  harmless: number;
  /** Of the last commit: taken for one that a power cut has cut short. */
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

/** Flips a bit at a time in the files that were kept in `folders`, half of them in the log, and looks what is read of `sweep`. */
export function flipBits(folders: readonly string[], sweep: string, chance: Chance): Flips {
  const flips: Flips = { told: 0, harmless: 0, shortened: 0, believed: 0 };
  if (folders.length === 0) return flips;
  for (let i = 0; i < FLIPS; i++) {
    const folder = chance.pick(folders);
    const whole = find(folder, sweep);
    if (whole === null) throw new Error(`${folder}: cannot be read as it was left`);
    const copy = join(folder, `flip-${i}`);
    keepFiles(folder, copy);
    flip(join(copy, i % 2 === 0 ? FILE : LOG), chance);
    flips[outcome(whole, find(copy, sweep))] += 1;
  }
  return flips;
}

function outcome(whole: Found, found: Found | null): keyof Flips {
  if (found === null || found.isDamaged) return "told";
  if (found.events.some((event, i) => JSON.stringify(event) !== JSON.stringify(whole.events[i]))) return "believed";
  if (found.appends === whole.appends) return "harmless";
  return found.appends === whole.appends - 1 ? "shortened" : "believed";
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

function flip(path: string, chance: Chance): void {
  const bytes = readFileSync(path);
  const at = chance.whole(0, bytes.length - 1);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << chance.whole(0, 7));
  writeFileSync(path, bytes);
}
