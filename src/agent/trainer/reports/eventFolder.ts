import { dirname, join, relative, resolve } from "node:path";
import { SweepError } from "../../../error.ts";
import type { EventFolder as Place } from "../../../gen/macrosweep/v1/agent.ts";
import { checkTrainerReport, type TrainerReport } from "../protocol.ts";
import type { Epochs } from "./epochs.ts";
import { EventFile } from "./eventFile.ts";
import { findPlaces, isPlaces, knownPart, Places } from "./places.ts";
import type { Heard, ReportSource } from "./source.ts";

/** One point of a curve, and the folder of the file that has it. */
interface Point {
  readonly step: number;
  readonly value: number;
  readonly wallTime: number;
  readonly file: string;
}

/**
 * One scalar out of the event files in a TensorBoard folder, or in the one of several that has it where the folder's name is not known. A step
 * that is written again changes nothing.
 */
export class EventFolder implements ReportSource {
  readonly #place: Place;
  readonly #base: string;
  readonly #epochs: Epochs;
  readonly #places: Places;
  readonly #files: Map<string, EventFile>;
  // The folder that has the scalar.
  #from: string | null = null;
  #lastStep = Number.NEGATIVE_INFINITY;
  #lastValue = Number.NaN;
  // What is known at the end of where else it could be.
  #elsewhere = "";

  private constructor(place: Place, base: string, epochs: Epochs, places: Places, files: Map<string, EventFile>) {
    this.#place = place;
    this.#base = base;
    this.#epochs = epochs;
    this.#places = places;
    this.#files = files;
  }

  /** `anew`: what is there now is read too. */
  static async open(place: Place, base: string, epochs: Epochs, anew = false): Promise<EventFolder> {
    const places = new Places(join(place.folder, EVENTS), base);
    const files = new Map<string, EventFile>();
    if (anew) return new EventFolder(place, base, epochs, places, files);
    for (const path of await places.find(true)) files.set(path, await EventFile.fromHere(path));
    return new EventFolder(place, base, epochs, places, files);
  }

  hear(): Heard {
    return { reports: [], log: true };
  }

  async look(ended: boolean): Promise<readonly TrainerReport[]> {
    const points: Point[] = [];
    for (const path of await this.#places.find(ended)) {
      const file = this.#files.get(path) ?? EventFile.fromStart(path);
      this.#files.set(path, file);
      for await (const { step, wallTime, scalars } of file.added()) {
        const value = scalars.get(this.#place.tag);
        if (value !== undefined) points.push({ step, value, wallTime, file: path });
      }
    }
    // Several writers of one process: what was written first comes first.
    points.sort((a, b) => a.wallTime - b.wallTime);
    const reports = points.flatMap((point) => this.#report(point));
    if (ended && this.#from === null) this.#elsewhere = await this.#lookElsewhere();
    return reports;
  }

  missed(): string {
    const folder = this.#short(resolve(this.#base, this.#place.folder));
    const tags = [...new Set([...this.#files.values()].flatMap((file) => [...file.tags]))].slice(0, MOST_TAGS);
    const has = tags.length === 0 ? "" : `; they have ${tags.join(", ")}`;
    if ([...this.#files.values()].some((file) => file.seen)) {
      return `no new event in ${folder} has the scalar ${JSON.stringify(this.#place.tag)}${has}${this.#elsewhere}`;
    }
    return `${folder} has no event files${this.#elsewhere}`;
  }

  #report({ step, value, file }: Point): readonly TrainerReport[] {
    this.#checkOneFolder(dirname(file));
    if (step === this.#lastStep) this.#checkSame(step, value, file);
    if (step <= this.#lastStep) return [];
    this.#lastStep = step;
    this.#lastValue = value;
    const epoch = this.#epochs.take(step);
    return epoch === null ? [] : [checkTrainerReport({ epoch, value }, `${this.#short(file)}, step ${step}`)];
  }

  // What is said after the last epoch may be of another state of the model.
  #checkSame(step: number, value: number, file: string): void {
    if (Object.is(value, this.#lastValue) || this.#epochs.done) return;
    throw new SweepError(
      "invalid",
      `${this.#short(file)}: the scalar ${JSON.stringify(this.#place.tag)} has two values at step ${step}, ${this.#lastValue} and ${value}: which counts? Each step has to have one`,
    );
  }

  #checkOneFolder(folder: string): void {
    this.#from ??= folder;
    if (this.#from === folder) return;
    throw new SweepError(
      "invalid",
      `reports: ${this.#short(this.#from)} and ${this.#short(folder)} both have the scalar ${JSON.stringify(this.#place.tag)}: which is meant? Let tensorboard: name one, such as ${JSON.stringify(this.#nameOf(folder))}`,
    );
  }

  // Its last part, behind whatever comes before it.
  #nameOf(folder: string): string {
    return join(knownPart(this.#place.folder), "**", folder.slice(folder.lastIndexOf("/") + 1));
  }

  /** The folders inside that have new events, and their scalars. */
  async #lookElsewhere(): Promise<string> {
    if (isPlaces(this.#place.folder)) return "";
    const known = [...this.#files.keys()];
    const found: string[] = [];
    for (const path of (await findPlaces(join(this.#place.folder, "**", EVENTS), this.#base)).slice(-MOST_FILES)) {
      if (known.includes(path)) continue;
      const file = EventFile.fromStart(path);
      for await (const _ of file.added());
      found.push(`${this.#short(dirname(path))} (${[...file.tags].slice(0, MOST_TAGS).join(", ")})`);
    }
    if (found.length === 0) return "";
    const whole = JSON.stringify(join(this.#place.folder, "**"));
    return `, but in it are ${[...new Set(found)].join(", ")}: to read in folders whose name is not known say tensorboard: ${whole}`;
  }

  #short(path: string): string {
    const short = relative(this.#base, path);
    return short.startsWith("..") || short === "" ? path : short;
  }
}

const EVENTS = "*tfevents*";
// For messages.
const MOST_TAGS = 20;
const MOST_FILES = 10;
