import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { SweepError } from "../../error.ts";

/** What has to outlive a controller beside its sweeps: a few small things, each under a name of its own. */
export interface Records<T> {
  get(name: string): T | null;
  all(): T[];
  /** Resolves when it is on the disk. */
  put(name: string, record: T): Promise<void>;
  remove(name: string): Promise<void>;
}

/**
 * Records as one JSON file each in a folder, which is made with the first one. A file is written aside, forced to the disk and renamed, so that it is the
 * old one or the new one whenever the power goes.
 * @param folder of one controller alone
 * @throws SweepError `invalid` when there is one that cannot be read: to go on without it could do something twice
 */
export async function openRecords<T>(folder: string): Promise<Records<T>> {
  return new RecordFiles<T>(folder, await readAll<T>(folder));
}

class RecordFiles<T> implements Records<T> {
  readonly #folder: string;
  readonly #known: Map<string, T>;
  // One change after the other: two of one record must not pass each other.
  #last: Promise<unknown> = Promise.resolve();

  constructor(folder: string, known: Map<string, T>) {
    this.#folder = folder;
    this.#known = known;
  }

  get(name: string): T | null {
    return this.#known.get(name) ?? null;
  }

  all(): T[] {
    return [...this.#known.values()];
  }

  put(name: string, record: T): Promise<void> {
    return this.#inTurn(async () => {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      await this.#write(name, JSON.stringify(record));
      this.#known.set(name, record);
    });
  }

  remove(name: string): Promise<void> {
    return this.#inTurn(async () => {
      await rm(join(this.#folder, `${name}.json`), { force: true });
      this.#known.delete(name);
    });
  }

  async #write(name: string, text: string): Promise<void> {
    const path = join(this.#folder, `${name}.json`);
    const aside = `${path}.new`;
    const file = await open(aside, "w", 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(aside, path);
    const folder = await open(this.#folder, "r");
    await folder.sync().finally(() => folder.close());
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#last.then(work).catch((cause: unknown) => {
      throw new SweepError("unavailable", `${this.#folder}: cannot be written (${String(cause)})`, { cause });
    });
    this.#last = turn.catch(() => {});
    return turn;
  }
}

async function readAll<T>(folder: string): Promise<Map<string, T>> {
  const known = new Map<string, T>();
  for (const file of await namesIn(folder)) {
    if (!file.endsWith(".json")) continue;
    const path = join(folder, file);
    try {
      known.set(file.slice(0, -".json".length), JSON.parse(await readFile(path, "utf8")));
    } catch (cause) {
      throw new SweepError("invalid", `${path}: cannot be read (${String(cause)}); mend it, or move it away`, {
        cause,
      });
    }
  }
  return known;
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return [];
    throw new SweepError("invalid", `${folder}: cannot be read (${String(cause)})`, { cause });
  }
}
