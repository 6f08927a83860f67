import { existsSync } from "node:fs";
import Database from "better-sqlite3";
import { SweepError } from "../../error.ts";
import type { Event } from "../core/events.ts";
import { Chain, type Row } from "./chain.ts";
import { summed as sumOf } from "./checksum.ts";
import { explain, hasSums, knownFormat } from "./sqliteDatabase.ts";
import { type NamedSweep, namelessSweeps, ownName, sweepNames } from "./sweepNames.ts";
import { damageOfWal } from "./wal.ts";

/** What of one sweep can be read. */
export interface Readable {
  readonly sweep: string;
  /** From the first one on. */
  readonly events: readonly Event[];
  /** Number of the last event that the file knows of. */
  readonly lastSeq: number;
  /** What is wrong with the event after those; null when all are whole. */
  readonly damage: string | null;
}

/** What is in a journal's file. */
export interface Inspection {
  /** What SQLite says of the file itself, and what is wrong with its write-ahead log; empty when both are whole. */
  readonly damage: readonly string[];
  readonly sweeps: readonly Readable[];
}

/**
 * Looks at a journal's file and changes nothing, also while a controller has it. What can be read of a damaged one is read.
 * @throws SweepError `invalid` when it is no journal or cannot be opened at all, `unsupported` when a newer program wrote it.
 */
export function inspectJournal(path: string): Inspection {
  if (!existsSync(path)) throw new SweepError("invalid", `${path}: there is no journal`);
  const logDamage = damageOfWal(path);
  let db: Database.Database | undefined;
  try {
    db = new Database(path, { readonly: true });
    const file = db;
    knownFormat(path, file);
    const named = sweepNames(file);
    const all = [...named, ...namelessSweeps(file, named)];
    return {
      damage: [logDamage ?? [], checkFile(file)].flat(),
      sweeps: all.map((sweep) => readSweep(path, sweep, file)),
    };
  } catch (cause) {
    // Nothing is left of a young one.
    if (logDamage !== null) throw new SweepError("invalid", logDamage, { cause });
    throw explain(path, cause);
  } finally {
    db?.close();
  }
}

function checkFile(db: Database.Database): string[] {
  try {
    return db
      .prepare<[], string>("PRAGMA quick_check(10)")
      .pluck()
      .all()
      .filter((line) => line !== "ok");
  } catch (error) {
    return [String(error)];
  }
}

/** As the sweep's own row says, where that fits its checksum; else of what is there. */
function lastSeqOf({ id, name }: NamedSweep, db: Database.Database, summed: boolean): number {
  const there = db.prepare<[number], number>(`SELECT coalesce(max(seq), 0) ${OF_SWEEP}`).pluck().get(id) ?? 0;
  if (!summed) return there;
  const { lastSeq, head, over, sum } = saidOf(id, db) ?? {};
  const isTrue = lastSeq != null && sum === sumOf(name, lastSeq, head ?? "", over ?? 0);
  return isTrue ? Math.max(lastSeq, there) : there;
}

interface Said {
  readonly lastSeq: number | null;
  readonly head: string | null;
  readonly over: number | null;
  readonly sum: string | null;
}

const OF_SWEEP = "FROM entry WHERE sweep = ?";

/** Nothing where its row cannot be read. */
function saidOf(id: number, db: Database.Database): Said | undefined {
  try {
    return db.prepare<[number], Said>("SELECT last_seq AS lastSeq, head, over, sum FROM sweep WHERE id = ?").get(id);
  } catch {
    return undefined;
  }
}

function readSweep(path: string, found: NamedSweep, db: Database.Database): Readable {
  const events: Event[] = [];
  // What it calls itself has a checksum; the name beside its number has none.
  const sweep = ownName(db, found.id) ?? found.name;
  const summed = hasSums(db);
  let lastSeq = 0;
  try {
    lastSeq = lastSeqOf({ ...found, name: sweep }, db, summed);
    const rows = db.prepare<[number], Row>(
      `SELECT seq, events, ${summed ? "sum" : "NULL AS sum"} ${OF_SWEEP} ORDER BY seq`,
    );
    const chain = new Chain(path, sweep, 0, "");
    for (const row of rows.iterate(found.id)) {
      chain.take(row);
      const appended: Event[] = JSON.parse(row.events);
      if (events.length + appended.length !== row.seq) throw new Error(`events before event ${row.seq} are missing`);
      events.push(...appended);
    }
    chain.end(lastSeq);
    return { sweep, events, lastSeq, damage: null };
  } catch (error) {
    return { sweep, events, lastSeq, damage: error instanceof Error ? error.message : String(error) };
  }
}
