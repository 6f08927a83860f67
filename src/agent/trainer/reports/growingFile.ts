import { type FileHandle, open } from "node:fs/promises";
import { SweepError } from "../../../error.ts";
import { BOUNDS } from "../../bounds.ts";

/** A file that a trainer writes: what it has added since the last look, or all of it when it was begun anew. */
export class GrowingFile {
  readonly path: string;
  /** Whether it has been there. */
  seen = false;
  /** Its first bytes, as far as they are read. */
  head: Buffer = Buffer.alloc(0);
  #offset = 0;
  // The last bytes before the offset: with the head they tell whether what is there is what was read.
  #last: Buffer = Buffer.alloc(0);
  // What an earlier attempt or trial has left, as long as nothing new is read.
  #left: { readonly ino: number; readonly mtimeMs: number } | null = null;
  // Size at the last look, when it was too short to hold what was read.
  #short = -1;

  private constructor(path: string) {
    this.path = path;
  }

  /** From its beginning. */
  static fromStart(path: string): GrowingFile {
    return new GrowingFile(path);
  }

  /** From what is there now: that is an earlier attempt's. The file need not exist. @throws SweepError `unavailable` */
  static async fromHere(path: string): Promise<GrowingFile> {
    const growing = new GrowingFile(path);
    await withFile(path, async (file) => {
      const { size, ino, mtimeMs } = await file.stat();
      growing.head = await bytesAt(file, 0, Math.min(size, BEGIN_BYTES));
      growing.#last = await bytesAt(file, Math.max(0, size - BEGIN_BYTES), Math.min(size, BEGIN_BYTES));
      growing.#offset = size;
      growing.#left = { ino, mtimeMs };
    });
    return growing;
  }

  /** Its first bytes now; null while it does not exist. @throws SweepError `unavailable` when it cannot be read. */
  async begin(): Promise<Buffer | null> {
    let begin: Buffer | null = null;
    await withFile(this.path, async (file) => {
      begin = await bytesAt(file, 0, BEGIN_BYTES);
      this.seen = true;
    });
    return begin;
  }

  /**
   * What has been added, in chunks; nothing while the file does not exist. When it was begun anew, whatever its size is, `onRestart` is called, and
   * all of it is new: it is another file by its contents, or its contents are the same and it was written again before anything was read. A file that is
   * shorter by what may be written again in this moment is waited for; `ended`: nothing more comes.
   * @throws SweepError `unavailable` when it cannot be read.
   */
  async *added(onRestart: () => void, ended = false): AsyncGenerator<Buffer> {
    const file = await unlessMissing(this.path, () => open(this.path));
    if (file === null) return;
    this.seen = true;
    try {
      const state = await unlessMissing(this.path, () => this.#compare(file, ended));
      if (state === "waits") return;
      if (state === "anew") {
        this.#restart();
        onRestart();
      }
      for (let chunk = await this.#read(file); chunk.length > 0; chunk = await this.#read(file)) yield chunk;
    } finally {
      await file.close();
    }
  }

  async #compare(file: FileHandle, ended: boolean): Promise<"goes on" | "anew" | "waits"> {
    const { size, ino, mtimeMs } = await file.stat();
    if (this.#offset === 0) return "goes on";
    if (size < this.#offset) {
      const isSame = this.#left === null && (await this.#holds(file, 0, this.head.subarray(0, size)));
      const wasShort = this.#short === size;
      this.#short = size;
      return isSame && !ended && !wasShort ? "waits" : "anew";
    }
    this.#short = -1;
    const isSame =
      (await this.#holds(file, 0, this.head)) &&
      (await this.#holds(file, this.#offset - this.#last.length, this.#last));
    const writtenAgain =
      this.#left !== null && (ino !== this.#left.ino || (size === this.#offset && mtimeMs !== this.#left.mtimeMs));
    return isSame && !writtenAgain ? "goes on" : "anew";
  }

  async #holds(file: FileHandle, at: number, bytes: Buffer): Promise<boolean> {
    return bytes.equals(await bytesAt(file, at, bytes.length));
  }

  #restart(): void {
    this.#offset = 0;
    this.#left = null;
    this.#short = -1;
    this.head = Buffer.alloc(0);
    this.#last = Buffer.alloc(0);
  }

  async #read(file: FileHandle): Promise<Buffer> {
    const chunk = (await unlessMissing(this.path, () => bytesAt(file, this.#offset, BOUNDS.fileChunkBytes))) ?? NOTHING;
    if (chunk.length === 0) return chunk;
    this.#offset += chunk.length;
    this.#left = null;
    if (this.head.length < BEGIN_BYTES) this.head = Buffer.concat([this.head, chunk]).subarray(0, BEGIN_BYTES);
    // A copy: the chunk itself would stay in memory for the sake of its last few bytes.
    this.#last = Buffer.concat([this.#last, chunk.subarray(-BEGIN_BYTES)]).subarray(-BEGIN_BYTES);
    return chunk;
  }
}

const NOTHING = Buffer.alloc(0);

/** Kept of the beginning and the end of what is read: two trials whose reports differ do so within this. */
export const BEGIN_BYTES = 4096;

async function bytesAt(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  const { bytesRead } = await file.read(bytes, 0, length, at);
  return bytes.subarray(0, bytesRead);
}

async function withFile(path: string, act: (file: FileHandle) => Promise<void>): Promise<void> {
  const file = await unlessMissing(path, () => open(path));
  try {
    if (file !== null) await unlessMissing(path, () => act(file));
  } finally {
    await file?.close();
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
