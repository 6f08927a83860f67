import { existsSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { replaceFile } from "../../durableFile.ts";
import { SweepError } from "../../error.ts";
import type { DurableJournal } from "./journal.ts";
import type { NatsOptions } from "./nats/nats.ts";
import { openSqliteJournal } from "./sqlite.ts";

/** A journal that is elsewhere than in the state folder. */
export interface RemoteJournal extends NatsOptions {
  /** nats://host:port[,host:port][/STREAM] */
  readonly address: string;
}

/** Files of a state folder: its journal, or where that is. */
const FILE = "journal.db";
const ELSEWHERE = "journal.json";

/**
 * Opens the journal of a state folder that is held: the one at `remote`, which the folder then remembers, else the one that it remembers, else its own
 * file. @throws SweepError `conflict` when it is to be elsewhere and the folder has a file of its own; as the journals
 */
export async function openJournalOf(state: string, remote: RemoteJournal | undefined): Promise<DurableJournal> {
  const folder = resolve(state);
  const asked = remote ?? remembered(folder);
  if (asked === null) return openSqliteJournal(join(folder, FILE));
  if (existsSync(join(folder, FILE))) {
    const how = `"macrosweep journal copy --from sqlite:${state} --to ${asked.address}" copies its sweeps; then move that file away`;
    throw new SweepError("conflict", `${join(folder, FILE)}: this folder has a journal of its own: ${how}`);
  }
  // Loaded here: whoever reads a folder of its own does without.
  const { openNatsJournal } = await import("./nats/nats.ts");
  const journal = await openNatsJournal(asked.address, asked);
  if (remote !== undefined) remember(folder, remote);
  return journal;
}

/** Path of the file with the journal of a state folder. @throws SweepError `unsupported` when its journal is elsewhere */
export function fileOf(state: string): string {
  const elsewhere = remembered(resolve(state));
  if (elsewhere === null) return join(resolve(state), FILE);
  const how = `"macrosweep journal copy --from ${elsewhere.address} --to sqlite:DIR" reads it through against its checksums and saves it`;
  throw new SweepError("unsupported", `${state}: its journal is at ${elsewhere.address}: ${how}`);
}

/** Where the journal of a state folder is when it is not in the folder; null when it is, or there is none yet. */
function remembered(folder: string): RemoteJournal | null {
  const path = join(folder, ELSEWHERE);
  if (!existsSync(path)) return null;
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    throw new SweepError("invalid", `${path}: must say where the journal is, and cannot be read (${String(cause)})`, {
      cause,
    });
  }
}

function remember(folder: string, remote: RemoteJournal): void {
  const files = { credentials: absolute(remote.credentials), ca: absolute(remote.ca) };
  replaceFile(join(folder, ELSEWHERE), `${JSON.stringify({ ...remote, ...files })}\n`, 0o644);
}

/** The folder's own file is its journal from now on. */
export function forgetRemote(folder: string): void {
  rmSync(join(folder, ELSEWHERE), { force: true });
}

function absolute(path: string | undefined): string | undefined {
  return path === undefined ? undefined : resolve(path);
}
