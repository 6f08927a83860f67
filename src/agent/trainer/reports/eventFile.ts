import { SweepError } from "../../../error.ts";
import { readScalarEvent, type ScalarEvent } from "./event.ts";
import { GrowingFile } from "./growingFile.ts";
import { Records } from "./records.ts";

/** One event file of TensorBoard: what has been added to it. */
export class EventFile {
  /** Of the scalars that it has. */
  readonly tags = new Set<string>();
  readonly #file: GrowingFile;
  readonly #records: Records;

  private constructor(file: GrowingFile) {
    this.#file = file;
    this.#records = new Records(file.path);
  }

  /** From what is there now: that is an earlier attempt's. */
  static async fromHere(path: string): Promise<EventFile> {
    return new EventFile(await GrowingFile.fromHere(path));
  }

  static fromStart(path: string): EventFile {
    return new EventFile(GrowingFile.fromStart(path));
  }

  /** Whether it has been there. */
  get seen(): boolean {
    return this.#file.seen;
  }

  /** @throws SweepError `invalid` for a damaged file. */
  async *added(): AsyncGenerator<ScalarEvent> {
    const restart = () => {
      throw new SweepError("invalid", `${this.#file.path}: was written anew`);
    };
    for await (const chunk of this.#file.added(restart)) {
      for (const record of this.#records.push(chunk)) {
        const event = readScalarEvent(record);
        for (const tag of event.scalars.keys()) if (this.tags.size < MOST_TAGS) this.tags.add(tag);
        if (event.scalars.size > 0) yield event;
      }
    }
  }
}

// For messages: a script that names a scalar by its batch has thousands.
const MOST_TAGS = 100;
