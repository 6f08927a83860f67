import { resolve } from "node:path";
import { SweepError } from "../../../error.ts";
import { isObject } from "../../../fields.ts";
import type { ReportFile as Place } from "../../../gen/macrosweep/v1/agent.ts";
import { BOUNDS } from "../../bounds.ts";
import { parseJson } from "../json.ts";
import { type Line, LineSplitter } from "../lines.ts";
import { checkTrainerReport, type TrainerReport } from "../protocol.ts";
import type { Epochs } from "./epochs.ts";
import { GrowingFile } from "./growingFile.ts";
import type { Heard, ReportSource } from "./source.ts";

/** A file of JSON lines that a trainer writes. A line counts when it is complete. */
export class ReportFile implements ReportSource {
  readonly #place: Place;
  readonly #file: GrowingFile;
  readonly #epochs: Epochs;
  #lines = new LineSplitter(BOUNDS.lineBytes);

  private constructor(place: Place, file: GrowingFile, epochs: Epochs) {
    this.#place = place;
    this.#file = file;
    this.#epochs = epochs;
  }

  static async open(place: Place, folder: string, epochs: Epochs): Promise<ReportFile> {
    return new ReportFile(place, await GrowingFile.fromHere(resolve(folder, place.path)), epochs);
  }

  hear(): Heard {
    return { reports: [], log: true };
  }

  async look(ended: boolean): Promise<readonly TrainerReport[]> {
    const reports: TrainerReport[] = [];
    const restart = () => {
      this.#lines = new LineSplitter(BOUNDS.lineBytes);
    };
    for await (const chunk of this.#file.added(restart)) {
      for (const line of this.#lines.push(chunk)) reports.push(...this.#read(line));
    }
    if (ended) for (const line of this.#lines.end()) if (isWhole(line)) reports.push(...this.#read(line));
    return reports;
  }

  missed(): string {
    const { value } = this.#place;
    if (!this.#file.seen) return `${this.#file.path} is not there`;
    return `no new line of ${this.#file.path} has ${value === undefined ? "a report" : JSON.stringify(value)}`;
  }

  #read(line: Line): readonly TrainerReport[] {
    if (line.text.trim() === "") return [];
    const where = `${this.#place.path}, line ${line.number}`;
    if (line.cut) throw new SweepError("invalid", `${where}: ${line.bytes} bytes are too long for a report`);
    const raw = parseJson(line.text, where);
    if (!isObject(raw)) throw new SweepError("invalid", `${where}: must be a JSON object`);
    const { value } = this.#place;
    return value === undefined ? this.#readReport(raw, where) : this.#readKeys(raw, value, where);
  }

  #readReport(raw: Readonly<Record<string, unknown>>, where: string): readonly TrainerReport[] {
    if (raw.test !== undefined) return [checkTrainerReport(raw, where)];
    const epoch = this.#epochs.take(typeof raw.epoch === "number" ? raw.epoch : null);
    return epoch === null ? [] : [checkTrainerReport({ ...raw, epoch }, where)];
  }

  // Other keys are the script's own, and so are the lines without a value: those of training steps, say.
  #readKeys(raw: Readonly<Record<string, unknown>>, valueKey: string, where: string): readonly TrainerReport[] {
    const value = raw[valueKey] ?? null;
    if (value === null) return [];
    const number = this.#place.epoch === undefined ? null : raw[this.#place.epoch];
    const epoch = this.#epochs.take(typeof number === "number" ? number : null);
    return epoch === null ? [] : [checkTrainerReport({ epoch, value }, where)];
  }
}

// The last line of a trainer that was stopped while it wrote is none.
function isWhole({ text }: Line): boolean {
  return text.trimEnd().endsWith("}");
}
