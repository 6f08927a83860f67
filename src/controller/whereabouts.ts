import {
  closeSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { SweepError } from "../error.ts";

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
 * @throws SweepError `unavailable` when it cannot be written
 */
export function tellWhereabouts(folder: string, where: Whereabouts): { close(): void } {
  const file = fileOf(folder);
  const text = `${JSON.stringify(where)}\n`;
  try {
    replace(file, text);
  } catch (cause) {
    // A full disk has room for it where the one before was. Whoever reads a part of it reads again.
    if (!overwrite(file, text))
      throw new SweepError("unavailable", `${file}: cannot be written (${String(cause)})`, { cause });
  }
  return { close: () => rmSync(file, { force: true }) };
}

/** Longer than most commands have a folder for, in ms: who would come to them finds them gone. */
const MOMENT_MS = 5_000;

/** Tells it, with what `tellWhereabouts` returns, after a moment, unless it was closed before. Nobody minds where that cannot be. */
export function tellLater(tell: () => { close(): void }): { close(): void } {
  let told: { close(): void } | null = null;
  const timer = setTimeout(() => {
    try {
      told = tell();
    } catch (error) {
      if (!(error instanceof SweepError)) throw error;
    }
  }, MOMENT_MS);
  return {
    close: () => {
      clearTimeout(timer);
      told?.close();
    },
  };
}

function replace(file: string, text: string): void {
  const aside = `${file}.${process.pid}`;
  try {
    writeFileSync(aside, text, { mode: 0o600 });
    renameSync(aside, file);
  } finally {
    rmSync(aside, { force: true });
  }
}

function overwrite(file: string, text: string): boolean {
  try {
    const there = openSync(file, "r+");
    try {
      writeSync(there, text, 0);
      ftruncateSync(there, Buffer.byteLength(text));
    } finally {
      closeSync(there);
    }
    return true;
  } catch {
    return false;
  }
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
