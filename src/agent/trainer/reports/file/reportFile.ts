import { SweepError } from "../../../../error.ts";
import { FileFormat, type ReportFile as Place } from "../../../../gen/macrosweep/v1/agent.ts";
import { checkTrainerReport, type TrainerReport } from "../../protocol.ts";
import type { Epochs } from "../epochs.ts";
import { isPlaces, Places } from "../places.ts";
import type { Heard, ReportSource } from "../source.ts";
import { FileRows } from "./fileRows.ts";
import { namesOf, type Row, valueAt } from "./row.ts";
import { RowWatch } from "./rowWatch.ts";

/** What of a trial a report file has to know. */
export interface Trial {
  /** To which its path is relative. */
  readonly folder: string;
  /** Train up to this epoch. */
  readonly epochs: number;
  /** Numbers of the script's epochs, or a count. */
  readonly numbering: Epochs;
  /** A count of the entries of a file that has all of them each time. */
  readonly entries: Epochs;
}

/** A file that a trainer writes, in one of several formats; several files where its name is not known, of which one may have reports. */
export class ReportFile implements ReportSource {
  readonly #place: Place;
  readonly #trial: Trial;
  readonly #places: Places;
  readonly #files: Map<string, FileRows>;
  // The file that has reports.
  #from: string | null = null;
  #reports = 0;
  // Where epochs are counted: the values in the current version of the file, and in the one before, of which so many are said again.
  #values: unknown[] = [];
  #before: readonly unknown[] = [];
  #repeated = 0;
  readonly #watch = new RowWatch();
  // One set of values for the whole training, reported at its end.
  #only: Row | null = null;
  readonly #names = new Set<string>();

  private constructor(place: Place, trial: Trial, places: Places, files: Map<string, FileRows>) {
    this.#place = place;
    this.#trial = trial;
    this.#places = places;
    this.#files = files;
  }

  /** `anew`: what is there now is read too. */
  static async open(place: Place, trial: Trial, anew = false): Promise<ReportFile> {
    const places = new Places(place.path, trial.folder);
    const files = new Map<string, FileRows>();
    if (anew) return new ReportFile(place, trial, places, files);
    for (const path of await places.find(true)) files.set(path, await FileRows.fromHere(path, place, trial.folder));
    return new ReportFile(place, trial, places, files);
  }

  hear(): Heard {
    return { reports: [], log: true };
  }

  async look(ended: boolean): Promise<readonly TrainerReport[]> {
    const reports: TrainerReport[] = [];
    for (const path of await this.#places.find(ended)) {
      const file = this.#files.get(path) ?? FileRows.fromStart(path, this.#place, this.#trial.folder);
      this.#files.set(path, file);
      reports.push(...(await this.#lookAt(file, ended)));
    }
    if (ended && this.#only !== null) reports.push(...this.#report(this.#only, this.#trial.entries.take(1)));
    return reports;
  }

  async #lookAt(file: FileRows, ended: boolean): Promise<readonly TrainerReport[]> {
    const rows: Row[] = [];
    let restart: number | null = null;
    const onRestart = () => {
      restart = rows.length;
    };
    for await (const row of file.look(ended, onRestart)) rows.push(row);
    const from = restart ?? rows.length;
    const before = rows.slice(0, from).flatMap((row) => this.#read(row, file));
    const anew = rows.slice(from);
    if (restart !== null) this.#restarted(anew);
    for (const name of file.names) this.#addName(name);
    return [...before, ...anew.flatMap((row) => this.#read(row, file))];
  }

  missed(): string {
    const { path, value } = this.#place;
    const seen = [...this.#files.values()].filter((file) => file.seen);
    if (seen.length === 0)
      return isPlaces(path)
        ? `no file is ${path} in ${this.#trial.folder}`
        : `${[...this.#files.keys()][0]} is not there`;
    const names = this.#names.size === 0 ? "" : `; it has ${[...this.#names].join(", ")}`;
    return `no new line of ${seen.map((file) => file.path).join(", ")} has ${value === undefined ? "a report" : JSON.stringify(value)}${names}`;
  }

  #read(row: Row, file: FileRows): readonly TrainerReport[] {
    for (const name of namesOf(row.values)) this.#addName(name);
    const { value } = this.#place;
    if (file.format === FileFormat.MLFLOW) return this.#readNamed(row, file, "value", "step");
    if (value === undefined) return this.#readReport(row);
    return this.#readNamed(row, file, value, this.#place.epoch);
  }

  #readReport({ values, where }: Row): readonly TrainerReport[] {
    if (values.test !== undefined) return [checkTrainerReport(values, where)];
    const epoch = this.#trial.numbering.take(typeof values.epoch === "number" ? values.epoch : null);
    return epoch === null ? [] : [checkTrainerReport({ ...values, epoch }, where)];
  }

  // Other names are the script's own, and so are the rows without a value: those of training steps, say.
  #readNamed(row: Row, file: FileRows, value: string, epoch: string | undefined): readonly TrainerReport[] {
    if (!this.#counts(row, value)) return [];
    this.#checkOneFile(file);
    if (epoch === undefined || (file.format === FileFormat.MLFLOW && !this.#trial.numbering.numbered)) {
      if (!this.#trial.numbering.done) this.#watch.checkPart(row, valueAt(row.values, value));
      return this.#count({ ...row, values: { value: valueAt(row.values, value) } });
    }
    const number = valueAt(row.values, epoch);
    if (typeof number !== "number") throw this.#noNumber(row, epoch, number);
    // What a script says of its last epoch in the end may be of another state of its model.
    const isSummary = this.#trial.numbering.done;
    const taken = this.#trial.numbering.take(number);
    if (!isSummary) this.#watch.checkEpoch(number, row, valueAt(row.values, value));
    return this.#report({ ...row, values: { value: valueAt(row.values, value) } }, taken);
  }

  /** Whether a row has a value and is one of those that the document wants. */
  #counts({ values }: Row, value: string): boolean {
    const only = Object.entries(this.#place.only);
    return valueAt(values, value) !== null && only.every(([name, wanted]) => String(valueAt(values, name)) === wanted);
  }

  #noNumber({ values, where }: Row, epoch: string, number: unknown): SweepError {
    const what =
      number === null
        ? `has no ${JSON.stringify(epoch)}; it has ${namesOf(values).slice(0, MOST_NAMES).join(", ")}`
        : `${epoch}: ${JSON.stringify(number)} must be a number`;
    return new SweepError("invalid", `${where}: ${what}`);
  }

  #count(row: Row): readonly TrainerReport[] {
    if (row.index === null) {
      const again = this.#values.push(row.values.value) <= this.#repeated;
      return again ? this.#checkRepeated(row) : this.#report(row, this.#trial.numbering.take(null));
    }
    if (row.index > 0) return this.#report(row, this.#trial.entries.take(row.index));
    if (this.#trial.epochs > 1) {
      throw new SweepError(
        "invalid",
        `${row.where}: has one set of values, and ${this.#trial.epochs} epochs are to be reported: name the key of its epoch (epoch: ...), or train one (epochsPerTrial: 1)`,
      );
    }
    this.#only = row;
    return [];
  }

  #report({ values, where }: Row, epoch: number | null): readonly TrainerReport[] {
    if (epoch === null) return [];
    this.#reports += 1;
    return [checkTrainerReport({ epoch, value: values.value }, where)];
  }

  // A history with a line a report is written anew with all of them; a file of one line with the newest.
  #restarted(anew: readonly Row[]): void {
    const { value } = this.#place;
    const rows = value === undefined ? [] : anew.filter((row) => this.#counts(row, value));
    this.#before = this.#values;
    this.#repeated = this.#before.length > 1 || rows.length > 1 ? this.#reports : 0;
    this.#values = [];
  }

  #checkRepeated({ values, where }: Row): readonly TrainerReport[] {
    const at = this.#values.length - 1;
    if (at >= this.#before.length || Object.is(this.#before[at], values.value)) return [];
    throw new SweepError(
      "invalid",
      `${where}: the file was written anew with ${values.value} where ${this.#before[at]} was: which epoch is it? epoch: names the key or column of its number`,
    );
  }

  #addName(name: string): void {
    if (this.#names.size < MOST_NAMES) this.#names.add(name);
  }

  #checkOneFile(file: FileRows): void {
    this.#from ??= file.path;
    // A new checkpoint has the whole history again.
    if (this.#from === file.path || file.format === FileFormat.JSON) return;
    throw new SweepError(
      "invalid",
      `reports: ${this.#from} and ${file.path} both have ${JSON.stringify(this.#place.value ?? "reports")}: which is meant? Let file: name one`,
    );
  }
}

const MOST_NAMES = 20;
