import { statSync } from "node:fs";
import type Database from "better-sqlite3";
import { SweepError } from "../../error.ts";
import { mayBeAbout } from "./about.ts";
import { Chain, type Row } from "./chain.ts";
import { chained, summed } from "./checksum.ts";
import type { Appended, Summary } from "./journal.ts";
import { explain, openDatabase } from "./sqliteDatabase.ts";
import { standIn } from "./standIn.ts";
import { sweepNames } from "./sweepNames.ts";

/** One append on its way to the disk: `count` events, as one JSON array. */
export interface Entry {
  readonly sweep: string;
  readonly expectedSeq: number;
  readonly count: number;
  readonly json: string;
  readonly over: boolean;
}

/** Consecutive entries of a sweep, each a JSON array of events; `lastSeq` is the number of the last event in them. */
export interface Chunk {
  readonly lastSeq: number;
  readonly entries: readonly string[];
}

/** Characters of JSON after which a chunk is full: 2 ms of parsing, so that a long replay does not hold up a session. */
const CHUNK_CHARS = 256 * 1024;

/** The journal's file, synchronously. Every method throws SweepError `unavailable` when SQLite cannot do its work. */
export class SqliteFile {
  /** The table of sweeps cannot be read: see `standIn`. */
  readonly namesAreDamaged: boolean;
  readonly #path: string;
  readonly #db: Database.Database;
  readonly #files: readonly { readonly path: string; readonly inode: string }[];
  readonly #appendAll: Database.Transaction<(entries: readonly Entry[]) => Appended[]>;
  readonly #find: Database.Statement<[name: string], Found>;
  readonly #create: Database.Statement<[name: string]>;
  readonly #insert: Database.Statement<[sweep: number | bigint, seq: number, events: string, sum: string]>;
  readonly #sum: Database.Statement<[lastSeq: number, head: string, over: number, sum: string, sweep: number | bigint]>;
  readonly #select: Database.Statement<[name: string, afterSeq: number], Row>;
  readonly #before: Database.Statement<[name: string, seq: number], string>;
  readonly #kept: Database.Statement<[name: string], { kept: Buffer | null; keptSeq: number | null }>;
  readonly #keep: Database.Statement<[bytes: Uint8Array, seq: number, name: string]>;
  readonly #removeOne: Database.Transaction<(sweep: string, expectedSeq: number) => boolean>;
  readonly #forget: readonly Database.Statement<[sweep: number]>[];

  /** @throws SweepError `invalid` or `unsupported`, see `openSqliteJournal`. */
  constructor(path: string) {
    this.#path = path;
    this.#db = openDatabase(path);
    this.namesAreDamaged = this.#attempt(() => standIn(this.#db));
    // Both are there from the first reading on until the file is closed.
    this.#files = [path, `${path}-wal`].map((name) => ({ path: name, inode: inodeOf(name) }));
    this.#appendAll = this.#db.transaction((entries) => entries.map((entry) => this.#append(entry)));
    this.#find = this.#db.prepare(`SELECT ${FOUND} FROM sweep WHERE name = ?`);
    this.#create = this.#db.prepare("INSERT INTO sweep (name) VALUES (?)");
    this.#insert = this.#db.prepare("INSERT INTO entry (sweep, seq, events, sum) VALUES (?, ?, ?, ?)");
    this.#sum = this.#db.prepare("UPDATE sweep SET last_seq = ?, head = ?, over = ?, sum = ? WHERE id = ?");
    const ofSweep = "FROM entry WHERE sweep = (SELECT id FROM sweep WHERE name = ?)";
    this.#select = this.#db.prepare(`SELECT seq, events, sum ${ofSweep} AND seq > ? ORDER BY seq`);
    this.#before = this.#db
      .prepare<[string, number], string>(
        `SELECT sum ${ofSweep} AND seq <= ? AND sum IS NOT NULL ORDER BY seq DESC LIMIT 1`,
      )
      .pluck();
    this.#kept = this.#db.prepare("SELECT kept, kept_seq AS keptSeq FROM sweep WHERE name = ?");
    this.#keep = this.#db.prepare("UPDATE sweep SET kept = ?, kept_seq = ? WHERE name = ?");
    this.#removeOne = this.#db.transaction((sweep, expectedSeq) => this.#remove(sweep, expectedSeq));
    this.#forget = [
      this.#db.prepare("DELETE FROM entry WHERE sweep = ?"),
      this.#db.prepare("DELETE FROM sweep WHERE id = ?"),
    ];
  }

  /** All entries that fit, in one transaction. IMMEDIATE takes the write lock before the numbers are read: that is the fence. */
  append(entries: readonly Entry[]): Appended[] {
    const appended = this.#attempt(() => this.#appendAll.immediate(entries));
    // Afterwards: what was written to a file that has lost its name by now is in no journal.
    this.#checkThere();
    return appended;
  }

  /**
   * The next entries with events above `afterSeq`, about CHUNK_CHARS of them; none at the end. With `trial`: those of them that may be about it.
   * @throws SweepError `invalid` when they are not what was appended.
   */
  read(sweep: string, afterSeq: number, trial: number | null): Chunk {
    return this.#attempt(() => {
      const chain = new Chain(this.#path, sweep, afterSeq, this.#before.get(sweep, afterSeq) ?? "");
      const entries: string[] = [];
      let lastSeq = afterSeq;
      let chars = 0;
      for (const row of this.#select.iterate(sweep, afterSeq)) {
        chain.take(row);
        if (trial === null || mayBeAbout(row.events, trial)) entries.push(row.events);
        lastSeq = row.seq;
        chars += row.events.length;
        if (chars >= CHUNK_CHARS) return { lastSeq, entries };
      }
      const found = this.#find.get(sweep);
      if (found !== undefined) chain.end(found.sum === sumOf(sweep, found) ? (found.saidSeq ?? 0) : 1);
      return { lastSeq, entries };
    });
  }

  /** In the order of their creation. One that cannot be read is taken for one that is not over, and says so when it is read. */
  summaries(): Summary[] {
    return this.sweeps().map((name) => {
      try {
        const found = this.#find.get(name);
        const over = found !== undefined && this.#isOver(name, found);
        const { kept = null, keptSeq } = (over && this.#kept.get(name)) || {};
        return { sweep: name, over, kept: keptSeq === found?.lastSeq ? kept : null };
      } catch {
        return { sweep: name, over: false, kept: null };
      }
    });
  }

  /** See `Journal.keep`. */
  keep(sweep: string, seq: number, bytes: Uint8Array): void {
    this.#attempt(() => this.#keep.run(bytes, seq, sweep));
  }

  /** Whether the sweep was removed: its last event must have the number `expectedSeq`. */
  remove(sweep: string, expectedSeq: number): boolean {
    return this.#attempt(() => this.#removeOne.immediate(sweep, expectedSeq));
  }

  /** In the order of their creation; of a table that is damaged those that can be read, so that it hides none of the others. */
  sweeps(): string[] {
    return this.#attempt(() => sweepNames(this.#db).map(({ name }) => name));
  }

  close(): void {
    this.#db.close();
  }

  /** A file that is deleted or moved away can still be written to: the system asks for its name no more. */
  #checkThere(): void {
    for (const { path, inode } of this.#files) {
      if (inodeOf(path) === inode) continue;
      throw new SweepError("conflict", `${path}: was deleted or replaced while a controller used it; start it again`);
    }
  }

  /** Where nothing trustworthy is said of it, as by an earlier version, its last event tells: nothing followed the end of a sweep there. */
  #isOver(name: string, found: Found): boolean {
    if (found.saidSeq === found.lastSeq && found.sum === sumOf(name, found)) return found.over === 1;
    if (found.saidSeq !== null && found.saidSeq >= (found.lastSeq ?? 0)) return false;
    const last = this.#select.all(name, (found.lastSeq ?? 0) - 1).at(-1)?.events ?? "";
    return lastKind(last) === "sweepEnded";
  }

  #append({ sweep, expectedSeq, count, json, over }: Entry): Appended {
    const found = this.#find.get(sweep);
    const lastSeq = found?.lastSeq ?? 0;
    if (lastSeq !== expectedSeq) return { kind: "conflict", seq: lastSeq };
    const seq = lastSeq + count;
    const id = found?.id ?? this.#create.run(sweep).lastInsertRowid;
    const sum = chained(this.#before.get(sweep, lastSeq) ?? "", sweep, seq, json);
    this.#insert.run(id, seq, json, sum);
    const isOver = over ? 1 : 0;
    this.#sum.run(seq, sum, isOver, summed(sweep, seq, sum, isOver), id);
    return { kind: "appended", seq };
  }

  #remove(sweep: string, expectedSeq: number): boolean {
    const found = this.#find.get(sweep);
    if (found?.lastSeq !== expectedSeq) return false;
    for (const statement of this.#forget) statement.run(found.id);
    return true;
  }

  #attempt<T>(work: () => T): T {
    try {
      return work();
    } catch (cause) {
      throw explain(this.#path, cause);
    }
  }
}

/** A sweep's row; `lastSeq` is that of its entries, the others are what was said of it with the last of them. */
interface Found {
  readonly id: number;
  readonly lastSeq: number | null;
  readonly saidSeq: number | null;
  readonly head: string | null;
  readonly over: number | null;
  readonly sum: string | null;
}

const FOUND = `id, last_seq AS saidSeq, head, over, sum,
  (SELECT max(seq) FROM entry WHERE entry.sweep = sweep.id) AS lastSeq`;

function sumOf(name: string, { saidSeq, head, over }: Found): string {
  return summed(name, saidSeq ?? 0, head ?? "", over ?? 0);
}

function lastKind(events: string): unknown {
  try {
    return JSON.parse(events).at(-1).kind;
  } catch {
    return null;
  }
}

// Empty when it is not there. On a disk that does not answer nobody knows.
function inodeOf(path: string): string {
  try {
    const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
    return stat === undefined ? "" : `${stat.dev}:${stat.ino}`;
  } catch (cause) {
    throw new SweepError("unavailable", `${path}: ${String(cause)}`, { cause });
  }
}
