import { constants, copyFileSync, existsSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import Database from "better-sqlite3";
import { nameFile } from "../../durableFile.ts";
import { SweepError } from "../../error.ts";
import { type Inspection, inspectJournal } from "./inspect.ts";
import { explain } from "./sqliteDatabase.ts";

/**
 * Writes a journal as it stands at one moment into a new file, also while a controller writes to it, which does not wait for that. The file is there
 * only when all of it is on the disk and every event in it has been read against its checksum.
 * @throws SweepError `invalid` when there is no journal, or it is damaged; `unavailable` when the file cannot be written
 */
export function copyJournal(journal: string, file: string): Inspection {
  return whole(file, (partial) => vacuumInto(journal, partial));
}

/**
 * Makes a file that `copyJournal` has written the journal `journal`, which must not be there.
 * @throws SweepError `invalid` when it is no journal or damaged, `unavailable` when it cannot be written
 */
export function restoreJournal(file: string, journal: string): Inspection {
  checkWhole(file, inspectJournal(file));
  return whole(journal, (partial) => copyFileSync(file, partial, constants.COPYFILE_EXCL));
}

/**
 * The same of a copy that comes from elsewhere piece by piece.
 * @throws SweepError as `copyJournal`, and what `content` rejects with
 */
export async function receiveJournal(content: AsyncIterable<Uint8Array>, file: string): Promise<Inspection> {
  const partial = partialOf(file);
  try {
    rmSync(partial, { force: true });
    await writeFile(partial, content, { flag: "wx" });
    return named(file, partial);
  } catch (cause) {
    throw undone(file, cause);
  }
}

/** What `write` has written is looked through, and gets its name when it is whole. */
function whole(path: string, write: (partial: string) => void): Inspection {
  const partial = partialOf(path);
  try {
    rmSync(partial, { force: true });
    write(partial);
    return named(path, partial);
  } catch (cause) {
    throw undone(path, cause);
  }
}

function partialOf(path: string): string {
  return `${path}.partial`;
}

function named(path: string, partial: string): Inspection {
  const inspection = inspectJournal(partial);
  checkWhole(path, inspection);
  nameFile(partial, path);
  return inspection;
}

function undone(path: string, cause: unknown): SweepError {
  rmSync(partialOf(path), { force: true });
  if (cause instanceof SweepError) return cause;
  return new SweepError("unavailable", `${path}: cannot be written (${String(cause)})`, { cause });
}

// One reading transaction: what is written meanwhile is not in it, and nobody who writes waits for it.
function vacuumInto(journal: string, path: string): void {
  if (!existsSync(journal)) throw new SweepError("invalid", `${journal}: there is no journal`);
  let db: Database.Database | undefined;
  try {
    db = new Database(journal, { readonly: true });
    db.prepare("VACUUM INTO ?").run(path);
  } catch (cause) {
    throw explain(journal, cause);
  } finally {
    db?.close();
  }
}

function checkWhole(path: string, { damage, sweeps }: Inspection): void {
  const wrong = [...damage, ...sweeps.flatMap((sweep) => sweep.damage ?? [])];
  if (wrong.length === 0) return;
  throw new SweepError("invalid", `${path}: is damaged, and not taken: ${wrong.slice(0, 3).join("; ")}`);
}
