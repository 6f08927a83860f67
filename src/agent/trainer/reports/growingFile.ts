import { type FileHandle, open, stat } from "node:fs/promises";
import { SweepError } from "../../../error.ts";
import { BOUNDS } from "../../bounds.ts";

/** A file that a trainer writes: what it has added since the last look. */
export class GrowingFile {
  readonly path: string;
  /** Whether it has been there. */
  seen = false;
  #offset: number;

  private constructor(path: string, offset: number) {
    this.path = path;
    this.#offset = offset;
  }

  /** From its beginning. */
  static fromStart(path: string): GrowingFile {
    return new GrowingFile(path, 0);
  }

  /** From what is there now: that is an earlier attempt's. The file need not exist. @throws SweepError `unavailable` */
  static async fromHere(path: string): Promise<GrowingFile> {
    const found = await unlessMissing(path, () => stat(path));
    return new GrowingFile(path, found?.size ?? 0);
  }

  /**
   * What has been added, in chunks; nothing while the file does not exist. A file that has become shorter was begun anew: `onRestart` is
   * called, and all of it is new. @throws SweepError `unavailable` when it cannot be read.
   */
  async *added(onRestart: () => void): AsyncGenerator<Buffer> {
    const file = await unlessMissing(this.path, () => open(this.path));
    if (file === null) return;
    this.seen = true;
    try {
      const { size } = await file.stat();
      if (size < this.#offset) {
        this.#offset = 0;
        onRestart();
      }
      for (let chunk = await this.#read(file); chunk.length > 0; chunk = await this.#read(file)) yield chunk;
    } finally {
      await file.close();
    }
  }

  async #read(file: FileHandle): Promise<Buffer> {
    const chunk = Buffer.allocUnsafe(BOUNDS.fileChunkBytes);
    const read = await unlessMissing(this.path, () => file.read(chunk, 0, chunk.length, this.#offset));
    const bytes = read?.bytesRead ?? 0;
    this.#offset += bytes;
    return chunk.subarray(0, bytes);
  }
}

/** Null when there is no such file. @throws SweepError `unavailable` for any other fault. */
export async function unlessMissing<T>(path: string, act: () => Promise<T>): Promise<T | null> {
  try {
    return await act();
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    if ("code" in cause && cause.code === "ENOENT") return null;
    throw new SweepError("unavailable", `reports: ${path} cannot be read: ${cause.message}`, { cause });
  }
}
