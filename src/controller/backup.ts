import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { SweepError } from "../error.ts";
import { makeFolder } from "../makeFolder.ts";
import { isSweep } from "./core/events.ts";
import { copyJournal, receiveJournal, restoreJournal } from "./journal/copy.ts";
import type { Inspection } from "./journal/inspect.ts";
import { fileOf } from "./journal/open.ts";

/** What was saved, or brought back. */
export interface Backup {
  /** Absolute path of what was written. */
  readonly path: string;
  readonly bytes: number;
  readonly sweeps: number;
  readonly events: number;
}

/**
 * Saves all sweeps of a state folder in one new file, also while a controller has it. Logs, checkpoints and tokens are not in it.
 * @throws SweepError `exists` when the file is there; `invalid` when the folder has no journal or a damaged one; `unavailable` when it cannot be written
 */
export function backUpState(folder: string, file: string): Backup {
  const path = newFile(file);
  return described(path, copyJournal(fileOf(folder), path));
}

/**
 * Saves the backup that a controller sends, piece by piece, once it is whole.
 * @throws SweepError as `backUpState`, before anything is asked for; and what `content` rejects with
 */
export async function receiveBackup(content: AsyncIterable<Uint8Array>, file: string): Promise<Backup> {
  const path = newFile(file);
  return described(path, await receiveJournal(content, path));
}

function newFile(file: string): string {
  const path = resolve(file);
  if (existsSync(path)) throw new SweepError("exists", `${path}: is there already; a backup goes into a new file`);
  if (!existsSync(dirname(path))) throw new SweepError("invalid", `${path}: there is no folder ${dirname(path)}`);
  return path;
}

/**
 * Makes a backup a state folder, with which a controller goes on from where the backup was made.
 * @throws SweepError `exists` when there is something in the folder; `invalid` when the file is no journal, or damaged; `unavailable` when it cannot be
 *   written
 */
export function restoreState(file: string, folder: string): Backup {
  const state = resolve(folder);
  const there = existsSync(state) ? namesIn(state) : [];
  if (there.length > 0) {
    const rule = "a backup is brought back into a new or an empty folder";
    throw new SweepError("exists", `${state}: has ${there.slice(0, 3).join(", ")} in it; ${rule}`);
  }
  makeState(state);
  const path = join(state, "journal.db");
  return described(path, restoreJournal(resolve(file), path));
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (cause) {
    throw new SweepError("invalid", `${folder}: must be a folder (${String(cause)})`, { cause });
  }
}

function makeState(folder: string): void {
  try {
    makeFolder(folder);
  } catch (cause) {
    throw new SweepError("invalid", `${folder}: cannot be made (${String(cause)})`, { cause });
  }
}

function described(path: string, { sweeps }: Inspection): Backup {
  const events = sweeps.reduce((sum, sweep) => sum + sweep.events.length, 0);
  return { path, bytes: statSync(path).size, sweeps: sweeps.filter(({ sweep }) => isSweep(sweep)).length, events };
}
