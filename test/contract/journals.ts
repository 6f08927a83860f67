import { statSync, truncateSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import type { Journal } from "../../src/controller/journal/journal.ts";
import { openMemoryJournal } from "../../src/controller/journal/memory.ts";
import { openSqliteJournal } from "../../src/controller/journal/sqlite.ts";

/** One implementation of the journal, as the contract sees it. */
export interface JournalKind {
  readonly name: string;
  /** An empty store in an empty folder; each call of what it returns is another handle on that store. */
  newStore(folder: string): () => Promise<Journal>;
}

/** What the contract needs to break a journal that outlives its process. */
export interface DurableKind extends JournalKind {
  /** Cuts the last append in the middle, as a crash of the machine does. The writer was killed. */
  tearLastAppend(folder: string): void;
  /** Makes the store one of another event format. Nobody has it open. */
  writeFormat(folder: string, format: number): void;
}

const memory: JournalKind = {
  name: "memory",
  newStore: () => {
    const journal = openMemoryJournal();
    return async () => journal;
  },
};

const sqlite: DurableKind = {
  name: "sqlite",
  newStore: (folder) => () => openSqliteJournal(sqliteFile(folder)),
  tearLastAppend: (folder) => {
    // The last frame of the log is a header of 24 bytes and a page of 4096: this leaves half of it.
    const log = `${sqliteFile(folder)}-wal`;
    truncateSync(log, statSync(log).size - 2_060);
  },
  writeFormat: (folder, format) => {
    const db = new Database(sqliteFile(folder));
    db.pragma(`user_version = ${format}`);
    db.close();
  },
};

function sqliteFile(folder: string): string {
  return join(folder, "journal.db");
}

/** A further journal is one more entry here, and in the next table where it lasts. */
export const journals: readonly JournalKind[] = [memory, sqlite];

/** Without memory: it ends with its process and has no file, so there is nothing to reopen, to kill, to tear or to be too new. */
export const durableJournals: readonly DurableKind[] = [sqlite];
