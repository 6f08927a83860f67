import type Database from "better-sqlite3";
import { areNamesWhole, namelessSweeps, ownName, sweepNames } from "./sweepNames.ts";

/**
 * The table of sweeps says nothing that the events do not say too. So where it, or the index of its names, cannot be read, a table of this connection
 * alone stands in for it, made of what can be read and of the first events: the sweeps go on, and new ones begin. What it says of them is gone with the
 * connection, as in a file of an earlier version, and found again by the next one in the same way. Returns whether that was needed.
 */
export function standIn(db: Database.Database): boolean {
  if (areNamesWhole(db)) return false;
  const named = sweepNames(db);
  const sweeps = [...named, ...namelessSweeps(db, named)].map(({ id, name }) => ({
    id,
    name: ownName(db, id) ?? name,
  }));
  // Nothing can be checked against a table that cannot be read.
  db.pragma("foreign_keys = OFF");
  db.exec(`
    CREATE TEMP TABLE sweep (
      id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, last_seq INTEGER, head TEXT, over INTEGER, sum TEXT, kept BLOB, kept_seq INTEGER
    ) STRICT`);
  const insert = db.prepare<[number, string]>("INSERT OR IGNORE INTO temp.sweep (id, name) VALUES (?, ?)");
  for (const { id, name } of sweeps) insert.run(id, name);
  return true;
}
