import { statSync } from "node:fs";
import type Database from "better-sqlite3";
import { SweepError } from "../../error.ts";
import type { Appended } from "./journal.ts";
import { explain, openDatabase } from "./sqliteDatabase.ts";

/** One append on its way to the disk: `count` events, as one JSON array. */
export interface Entry {
  readonly sweep: string;
  readonly expectedSeq: number;
  readonly count: number;
  readonly json: string;
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
  readonly #path: string;
  readonly #db: Database.Database;
  readonly #files: readonly { readonly path: string; readonly inode: string }[];
  readonly #appendAll: Database.Transaction<(entries: readonly Entry[]) => Appended[]>;
  readonly #find: Database.Statement<[name: string], { id: number; lastSeq: number }>;
  readonly #create: Database.Statement<[name: string]>;
  readonly #insert: Database.Statement<[sweep: number | bigint, seq: number, events: string]>;
  readonly #select: Database.Statement<[name: string, afterSeq: number], { seq: number; events: string }>;
  readonly #removeOne: Database.Transaction<(sweep: string, expectedSeq: number) => boolean>;
  readonly #forget: readonly Database.Statement<[sweep: number]>[];
  readonly #names: Database.Statement<[], string>;

  /** @throws SweepError `invalid` or `unsupported`, see `openSqliteJournal`. */
  constructor(path: string) {
    this.#path = path;
    this.#db = openDatabase(path);
    // Both are there from the first reading on until the file is closed.
    this.#files = [path, `${path}-wal`].map((name) => ({ path: name, inode: inodeOf(name) }));
    this.#appendAll = this.#db.transaction((entries) => entries.map((entry) => this.#append(entry)));
    this.#find = this.#db.prepare(
      "SELECT id, (SELECT max(seq) FROM entry WHERE entry.sweep = sweep.id) AS lastSeq FROM sweep WHERE name = ?",
    );
    this.#create = this.#db.prepare("INSERT INTO sweep (name) VALUES (?)");
    this.#insert = this.#db.prepare("INSERT INTO entry (sweep, seq, events) VALUES (?, ?, ?)");
    this.#select = this.#db.prepare(
      "SELECT seq, events FROM entry WHERE sweep = (SELECT id FROM sweep WHERE name = ?) AND seq > ? ORDER BY seq",
    );
    this.#removeOne = this.#db.transaction((sweep, expectedSeq) => this.#remove(sweep, expectedSeq));
    this.#forget = [
      this.#db.prepare("DELETE FROM entry WHERE sweep = ?"),
      this.#db.prepare("DELETE FROM sweep WHERE id = ?"),
    ];
    this.#names = this.#db.prepare<[], string>("SELECT name FROM sweep ORDER BY id").pluck();
  }

  /** All entries that fit, in one transaction. IMMEDIATE takes the write lock before the numbers are read: that is the fence. */
  append(entries: readonly Entry[]): Appended[] {
    const appended = this.#attempt(() => this.#appendAll.immediate(entries));
    // Afterwards: what was written to a file that has lost its name by now is in no journal.
    this.#checkThere();
    return appended;
  }

  /** The next entries with events above `afterSeq`, about CHUNK_CHARS of them; none at the end. */
  read(sweep: string, afterSeq: number): Chunk {
    return this.#attempt(() => {
      const entries: string[] = [];
      let lastSeq = afterSeq;
      let chars = 0;
      for (const { seq, events } of this.#select.iterate(sweep, afterSeq)) {
        entries.push(events);
        lastSeq = seq;
        chars += events.length;
        if (chars >= CHUNK_CHARS) break;
      }
      return { lastSeq, entries };
    });
  }

  /** Whether the sweep was removed: its last event must have the number `expectedSeq`. */
  remove(sweep: string, expectedSeq: number): boolean {
    return this.#attempt(() => this.#removeOne.immediate(sweep, expectedSeq));
  }

  /** In the order of their creation. */
  sweeps(): string[] {
    return this.#attempt(() => this.#names.all());
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

  #append({ sweep, expectedSeq, count, json }: Entry): Appended {
    const found = this.#find.get(sweep);
    const lastSeq = found?.lastSeq ?? 0;
    if (lastSeq !== expectedSeq) return { kind: "conflict", seq: lastSeq };
    const seq = lastSeq + count;
    this.#insert.run(found?.id ?? this.#create.run(sweep).lastInsertRowid, seq, json);
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

// Empty when it is not there. On a disk that does not answer nobody knows.
function inodeOf(path: string): string {
  try {
    const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
    return stat === undefined ? "" : `${stat.dev}:${stat.ino}`;
  } catch (cause) {
    throw new SweepError("unavailable", `${path}: ${String(cause)}`, { cause });
  }
}
