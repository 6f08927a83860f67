import { existsSync } from "node:fs";
import { dirname } from "node:path";
import Database from "better-sqlite3";
import { SweepError } from "../../error.ts";
import { EVENT_FORMAT } from "../core/events.ts";
import { damageOfWal } from "./wal.ts";

/** How long a writer waits for another one, in ms. A commit takes less than 1 ms; a checkpoint on a slow disk may take a second. */
const BUSY_TIMEOUT_MS = 5_000;

/** "MSwp": tells a journal from any other SQLite file. */
const APPLICATION_ID = 0x4d53_7770;

/**
 * `seq` numbers the last event of an entry, so that `seq > afterSeq` finds the entry that holds the next event wherever it begins.
 * A table WITHOUT ROWID would need no second index, but keeps entries of more than 1 KB on pages of their own: twice the file.
 */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS sweep (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE IF NOT EXISTS entry (
    sweep INTEGER NOT NULL REFERENCES sweep, seq INTEGER NOT NULL, events TEXT NOT NULL, UNIQUE (sweep, seq)
  ) STRICT;
  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${EVENT_FORMAT};`;

/**
 * What later versions have added; earlier ones write on without it. An entry without a checksum was written by such a one and is taken as it is.
 * `sum` of a sweep is that of last_seq, head (the last checksum of its chain) and over; `kept` is good for `kept_seq` alone.
 */
const ADDED = `
  ALTER TABLE entry ADD COLUMN sum TEXT;
  ALTER TABLE sweep ADD COLUMN last_seq INTEGER;
  ALTER TABLE sweep ADD COLUMN head TEXT;
  ALTER TABLE sweep ADD COLUMN over INTEGER;
  ALTER TABLE sweep ADD COLUMN sum TEXT;
  ALTER TABLE sweep ADD COLUMN kept BLOB;
  ALTER TABLE sweep ADD COLUMN kept_seq INTEGER;`;

/** Whether the file has what later versions have added. */
export function hasSums(db: Database.Database): boolean {
  const columns = db.pragma("table_info(entry)");
  return Array.isArray(columns) && columns.some(({ name }) => name === "sum");
}

const NOT_A_JOURNAL = "is not a journal of macrosweep: move it away, or use another path";
const SAVE = `bring back a backup, or go on with what "macrosweep doctor --save" can save, which is what is before that`;
const UNWRITABLE = "cannot be opened for writing: its folder must exist, and this user must be allowed to write there";

/**
 * Opens the journal file `path` for reading and durable writing, and makes it where there is none.
 *
 * @throws SweepError `invalid` when it is no journal, cannot be written, or its write-ahead log is damaged; `unsupported` when a newer program wrote it.
 */
export function openDatabase(path: string): Database.Database {
  if (!existsSync(dirname(path))) throw new SweepError("invalid", `${path}: ${UNWRITABLE}`);
  const damage = damageOfWal(path);
  // Opened, it would be shortened.
  if (damage !== null) throw new SweepError("invalid", `${damage}; ${SAVE}`);
  let db: Database.Database | undefined;
  try {
    db = new Database(path, { timeout: BUSY_TIMEOUT_MS });
    const format = formatOf(path, db);
    db.pragma("journal_mode = WAL");
    db.pragma("synchronous = FULL");
    // On macOS a plain fsync stops at the drive's cache. Nothing elsewhere.
    db.pragma("fullfsync = ON");
    db.transaction((file: Database.Database) => {
      if (format < EVENT_FORMAT) file.exec(SCHEMA);
      if (!hasSums(file)) file.exec(ADDED);
    }).immediate(db);
    return db;
  } catch (cause) {
    db?.close();
    throw explain(path, cause);
  }
}

/** What an error of SQLite means to the user of the file `path`; any other error as it is. */
export function explain(path: string, cause: unknown): unknown {
  if (!(cause instanceof Database.SqliteError)) return cause;
  const { code, message } = cause;
  if (code === "SQLITE_NOTADB") return new SweepError("invalid", `${path}: ${NOT_A_JOURNAL}`, { cause });
  if (/^SQLITE_(CANTOPEN|READONLY|PERM|AUTH)/.test(code))
    return new SweepError("invalid", `${path}: ${UNWRITABLE} (${message})`, { cause });
  return new SweepError("unavailable", `${path}: ${message} (${code})`, { cause });
}

/** The version of the events in the file; 0 when it is empty. Looks only: nothing changes in a file that is not ours. */
function formatOf(path: string, db: Database.Database): number {
  const empty = db.prepare("SELECT 1 FROM sqlite_schema").get() === undefined;
  if (!empty && db.pragma("application_id", { simple: true }) !== APPLICATION_ID) {
    throw new SweepError("invalid", `${path}: ${NOT_A_JOURNAL}`);
  }
  return knownFormat(path, db);
}

/** The version of the events in a journal's file. @throws SweepError `unsupported` when a newer program wrote it */
export function knownFormat(path: string, db: Database.Database): number {
  const format = Number(db.pragma("user_version", { simple: true }));
  if (format <= EVENT_FORMAT) return format;
  throw new SweepError(
    "unsupported",
    `${path}: is in event format ${format} and this version of macrosweep knows formats up to ${EVENT_FORMAT}: use the newer version that wrote it`,
  );
}
