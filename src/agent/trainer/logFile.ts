import { type FileHandle, open } from "node:fs/promises";

/**
 * A file that is written anew, in order and beside everything else. What cannot be written, on a full disk for example, is lost: the next that can be
 * comes after a note of how much is missing.
 */
export class LogFile {
  readonly #path: string;
  #handle: FileHandle | null = null;
  #waiting: Buffer[] = [];
  #writing: Promise<void> | null = null;
  #lostBytes = 0;
  #error: Error | null = null;

  constructor(path: string) {
    this.#path = path;
  }

  write(bytes: Buffer): void {
    this.#waiting.push(bytes);
    this.#writing ??= this.#drain();
  }

  /** Resolves with the first error of writing, null when all is written. */
  async close(): Promise<Error | null> {
    // Without a word of the trainer the file is there nevertheless.
    if (this.#handle === null) this.write(Buffer.alloc(0));
    await this.#writing;
    await this.#handle?.close().catch((error: Error) => this.#failed(0, error));
    return this.#error;
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      const bytes = Buffer.concat(this.#waiting.splice(0));
      await this.#put(bytes).catch((error: Error) => this.#failed(bytes.length, error));
    }
    this.#writing = null;
  }

  async #put(bytes: Buffer): Promise<void> {
    this.#handle ??= await open(this.#path, "w");
    const note =
      this.#lostBytes === 0
        ? ""
        : `\n[macrosweep: ${this.#lostBytes} bytes are missing here: ${this.#error?.message}]\n`;
    await this.#handle.writeFile(Buffer.concat([Buffer.from(note), bytes]));
    this.#lostBytes = 0;
  }

  #failed(lostBytes: number, error: Error): void {
    this.#lostBytes += lostBytes;
    this.#error ??= error;
  }
}
