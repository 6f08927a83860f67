import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Where the controller of a folder can be found. */
export interface Whereabouts {
  /** Such as http://127.0.0.1:7451; empty where it has no port for people. */
  readonly url: string;
  /** host:port for agents. */
  readonly agents: string;
  /** Lets whoever may read the folder do all, for as long as the controller lives. */
  readonly token: string;
  /** The certificate that it shows now, as PEM; empty where it speaks no TLS. */
  readonly cert: string;
}

/**
 * Writes into a state folder where its controller is. After a kill -9 the file stays: it counts only while the folder is locked.
 * Closing what it returns removes it. Its owner alone can read it.
 */
export function tellWhereabouts(folder: string, where: Whereabouts): { close(): void } {
  const file = fileOf(folder);
  const aside = `${file}.${process.pid}`;
  writeFileSync(aside, `${JSON.stringify(where)}\n`, { mode: 0o600 });
  renameSync(aside, file);
  return { close: () => rmSync(file, { force: true }) };
}

/** Where the controller is that holds a folder; null when it does not say (yet). */
export function readWhereabouts(folder: string): Whereabouts | null {
  try {
    return JSON.parse(readFileSync(fileOf(folder), "utf8")) as Whereabouts;
  } catch {
    return null;
  }
}

function fileOf(folder: string): string {
  return join(folder, "controller.json");
}
