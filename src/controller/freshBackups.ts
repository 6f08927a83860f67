import { existsSync, rmSync, statSync } from "node:fs";
import { type FileHandle, open, unlink } from "node:fs/promises";
import { extname, join } from "node:path";
import { Readable } from "node:stream";
import { Worker } from "node:worker_threads";
import { SweepError } from "../error.ts";
import { BOUNDS, WAITS } from "./bounds.ts";
import type { Copied } from "./journal/copyWorker.ts";
import { diskOf } from "./telemetry/diagnosis.ts";

/** A backup on its way to whoever has asked for it. */
export interface FreshBackup {
  readonly bytes: number;
  /** A whole SQLite file; destroyed when its reader takes nothing for a while. */
  readonly content: Readable;
}

/**
 * Backups of a journal for those who cannot reach its folder, one at a time: each is written beside the journal, in a thread of its own, read through
 * against its checksums, and loses its name before the first byte goes out, so that nothing is left of it whatever happens.
 */
export class FreshBackups {
  readonly #journal: string;
  readonly #file: string;
  #busy = false;
  #worker: Worker | null = null;

  constructor(folder: string, journal: string) {
    this.#journal = journal;
    this.#file = join(folder, "outgoing.db");
    // Of a controller that was killed in the middle of one.
    for (const left of [this.#file, `${this.#file}.partial`]) rmSync(left, { force: true });
  }

  /**
   * @throws SweepError `unavailable` while another one is under way, and without room on the disk; `conflict` for a damaged journal; `unsupported`
   *   where it is no file
   */
  async make(): Promise<FreshBackup> {
    if (!existsSync(this.#journal))
      throw new SweepError("unsupported", `the journal is not in ${this.#journal}: what keeps it backs it up`);
    if (this.#busy) throw new SweepError("unavailable", "another backup is under way; try again when it is done");
    this.#busy = true;
    try {
      await this.#checkRoom();
      await this.#copy();
      const file = await open(this.#file);
      await unlink(this.#file);
      const { size } = await file.stat();
      const content = readOf(file);
      content.once("close", () => {
        this.#busy = false;
      });
      return { bytes: size, content };
    } catch (error) {
      this.#busy = false;
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
    for (const left of [this.#file, `${this.#file}.partial`]) rmSync(left, { force: true });
  }

  // A full disk stops the recording of everything: rather no backup.
  async #checkRoom(): Promise<void> {
    const needed = statSync(this.#journal).size + BOUNDS.backupSpareBytes;
    const disk = await diskOf(this.#journal);
    if (disk === null || disk.free >= needed) return;
    const [free, asked] = [disk.free, needed].map((bytes) => `${Math.round(bytes / 1024 ** 2)} MiB`);
    throw new SweepError("unavailable", `a backup needs ${asked} beside the journal, and its disk has ${free} free`);
  }

  #copy(): Promise<void> {
    const copied = Promise.withResolvers<void>();
    const worker = new Worker(workerFile(), {
      name: "backup",
      workerData: { journal: this.#journal, file: this.#file },
    });
    this.#worker = worker;
    worker.once("message", ({ failure }: Copied) => {
      if (failure === null) copied.resolve();
      // That a journal is damaged is no mistake of whoever asks.
      else copied.reject(new SweepError(failure.code === "invalid" ? "conflict" : failure.code, failure.message));
    });
    worker.once("error", (error) => copied.reject(error));
    worker.once("exit", () => {
      this.#worker = null;
      copied.reject(new SweepError("unavailable", "the controller is stopping"));
    });
    return copied.promise;
  }
}

// Read piece by piece as it is taken. Whoever takes none for long gives up the place, which others wait for.
function readOf(file: FileHandle): Readable {
  const content: Readable = Readable.from(pieces(), { highWaterMark: 1, objectMode: true });
  content.once("close", () => void file.close());
  async function* pieces(): AsyncGenerator<Buffer> {
    for await (const piece of file.createReadStream({ autoClose: false, highWaterMark: PIECE_BYTES })) {
      const late = setTimeout(() => content.destroy(new Error("its reader takes nothing")), WAITS.readerMs);
      try {
        yield piece as Buffer;
      } finally {
        clearTimeout(late);
      }
    }
  }
  return content;
}

const PIECE_BYTES = 256 * 1024;

/** The worker's file, as source or as compiled, like this one. */
function workerFile(): URL {
  return new URL(`./journal/copyWorker${extname(import.meta.url)}`, import.meta.url);
}
