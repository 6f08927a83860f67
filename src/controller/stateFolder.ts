import { mkdtempSync, rmdirSync } from "node:fs";
import { join, resolve } from "node:path";
import Database from "better-sqlite3";
import { SweepError } from "../error.ts";
import { makeFolder } from "../makeFolder.ts";
import { tellWhereabouts, type Whereabouts } from "./whereabouts.ts";

/** A folder that belongs to one controller until `close`. */
export interface StateFolder {
  /** Absolute. */
  readonly path: string;
  /** Absolute path of the SQLite journal's file. */
  readonly journal: string;
  /** Writes where its controller can be found, for whoever comes to the folder; gone when what it returns is closed. */
  tell(where: Whereabouts): { close(): void };
  /** Lets the next controller in. */
  close(): void;
}

/**
 * Makes the folder `path` where there is none and takes it for this controller alone, among all processes of this machine and
 * within this one. A controller that dies in any way gives it up at once.
 *
 * @throws SweepError `conflict` when another controller has it, `invalid` when it is no folder or cannot be written.
 */
export function openStateFolder(path: string): StateFolder {
  if (path === "") throw new SweepError("invalid", "state: must be the path of a folder, not empty");
  const folder = resolve(path);
  makeWritable(folder);
  const lock = takeLock(folder);
  return {
    path: folder,
    journal: join(folder, "journal.db"),
    tell: (where) => tellWhereabouts(folder, where),
    close: () => lock.close(),
  };
}

function makeWritable(folder: string): void {
  try {
    makeFolder(folder);
    // Only an attempt tells: access(2) knows neither a full disk nor the user that the process acts for.
    rmdirSync(mkdtempSync(join(folder, "probe-")));
  } catch (cause) {
    throw unusable(folder, cause);
  }
}

/**
 * An exclusive transaction on an empty SQLite file, held open: the operating system's file lock, which ends with the process, where
 * a file with a process id would stay after a kill -9. SQLite also keeps apart two holders in one process, which a bare file lock
 * does not. Nothing else in this process may open the file: the system would drop the lock when it is closed again.
 */
function takeLock(folder: string): Database.Database {
  let lock: Database.Database | undefined;
  try {
    lock = new Database(join(folder, "lock"), { timeout: 0 });
    // The transaction never writes, so it needs no journal beside the file.
    lock.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
    return lock;
  } catch (cause) {
    lock?.close();
    if (!(cause instanceof Database.SqliteError && cause.code === "SQLITE_BUSY")) throw unusable(folder, cause);
    throw new SweepError("conflict", `${folder}: in use by another controller: stop it, or use another folder`, {
      cause,
    });
  }
}

function unusable(folder: string, cause: unknown): SweepError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new SweepError("invalid", `${folder}: must be a folder that this user can write to (${why})`, { cause });
}
