import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { SweepError } from "../../../error.ts";
import type { EventFolder as Place } from "../../../gen/macrosweep/v1/agent.ts";
import { checkTrainerReport, type TrainerReport } from "../protocol.ts";
import type { Epochs } from "./epochs.ts";
import { type Point, readScalarEvent } from "./event.ts";
import { GrowingFile, unlessMissing } from "./growingFile.ts";
import { Records } from "./records.ts";
import type { Heard, ReportSource } from "./source.ts";

/** One scalar out of the event files in a TensorBoard folder, subfolders not included. A step that is written again changes nothing. */
export class EventFolder implements ReportSource {
  readonly #folder: string;
  readonly #tag: string;
  readonly #epochs: Epochs;
  readonly #files: Map<string, GrowingFile>;
  readonly #records = new Map<string, Records>();
  #lastStep = Number.NEGATIVE_INFINITY;

  private constructor(folder: string, tag: string, epochs: Epochs, files: Map<string, GrowingFile>) {
    this.#folder = folder;
    this.#tag = tag;
    this.#epochs = epochs;
    this.#files = files;
  }

  static async open({ folder, tag }: Place, base: string, epochs: Epochs): Promise<EventFolder> {
    const path = resolve(base, folder);
    const files = new Map<string, GrowingFile>();
    for (const name of await eventFiles(path)) files.set(name, await GrowingFile.fromHere(join(path, name)));
    return new EventFolder(path, tag, epochs, files);
  }

  hear(): Heard {
    return { reports: [], log: true };
  }

  async look(): Promise<readonly TrainerReport[]> {
    const reports: TrainerReport[] = [];
    for (const name of await eventFiles(this.#folder)) {
      for await (const point of this.#points(name)) reports.push(...this.#report(point, name));
    }
    return reports;
  }

  missed(): string {
    if (this.#records.size === 0) return `${this.#folder} has no event files`;
    return `no new event in ${this.#folder} has the scalar ${JSON.stringify(this.#tag)}`;
  }

  async *#points(name: string): AsyncGenerator<Point> {
    const file = this.#files.get(name) ?? GrowingFile.fromStart(join(this.#folder, name));
    const records = this.#records.get(name) ?? new Records(file.path);
    this.#files.set(name, file);
    this.#records.set(name, records);
    const restart = () => {
      throw new SweepError("invalid", `${file.path}: has become shorter`);
    };
    for await (const chunk of file.added(restart)) {
      for (const record of records.push(chunk)) {
        const point = readScalarEvent(record, this.#tag);
        if (point !== null) yield point;
      }
    }
  }

  #report({ step, value }: Point, name: string): readonly TrainerReport[] {
    if (step <= this.#lastStep) return [];
    this.#lastStep = step;
    const epoch = this.#epochs.take(step);
    return epoch === null ? [] : [checkTrainerReport({ epoch, value }, `${name}, step ${step}`)];
  }
}

async function eventFiles(folder: string): Promise<string[]> {
  const names = (await unlessMissing(folder, () => readdir(folder))) ?? [];
  // Their names begin with the time of their making.
  return names.filter((name) => name.includes("tfevents")).sort();
}
