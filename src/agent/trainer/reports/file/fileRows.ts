import { relative } from "node:path";
import { FileFormat, type ReportFile as Place } from "../../../../gen/macrosweep/v1/agent.ts";
import { BEGIN_BYTES, GrowingFile } from "../growingFile.ts";
import { DocumentRows } from "./documentRows.ts";
import { formatOf } from "./formats.ts";
import { LineRows } from "./lineRows.ts";
import type { Row } from "./row.ts";

/** The rows of one report file, whatever its format is. */
export class FileRows {
  readonly path: string;
  /** Null as long as too little is there to tell. */
  format: FileFormat | null;
  readonly #place: Place;
  readonly #file: GrowingFile;
  readonly #document: DocumentRows;
  readonly #name: string;
  #lines: LineRows | null = null;

  private constructor(path: string, place: Place, folder: string, file: GrowingFile, document: DocumentRows) {
    this.path = path;
    this.#place = place;
    this.#file = file;
    this.#document = document;
    this.#name = shortName(path, folder);
    this.format = place.format === FileFormat.UNSPECIFIED ? null : place.format;
  }

  /** What is there now is an earlier attempt's. */
  static async fromHere(path: string, place: Place, folder: string): Promise<FileRows> {
    const document = await DocumentRows.fromHere(path, shortName(path, folder));
    return new FileRows(path, place, folder, await GrowingFile.fromHere(path), document);
  }

  static fromStart(path: string, place: Place, folder: string): FileRows {
    const document = DocumentRows.fromStart(path, shortName(path, folder));
    return new FileRows(path, place, folder, GrowingFile.fromStart(path), document);
  }

  /** Names in a text of which no row has the value. */
  get names(): readonly string[] {
    return this.#document.names;
  }

  get seen(): boolean {
    return this.#file.seen;
  }

  async *look(ended: boolean, onRestart: () => void): AsyncGenerator<Row> {
    this.format ??= await this.#tell(ended);
    if (this.format === null) return;
    if (this.format === FileFormat.JSON) {
      yield* await this.#document.look(this.#place.value ?? "epoch", ended);
    } else {
      const { decimalComma } = this.#place;
      this.#lines ??= new LineRows(this.#file, { format: this.format, decimalComma, name: this.#name });
      yield* this.#lines.look(ended, onRestart);
    }
  }

  async #tell(ended: boolean): Promise<FileFormat | null> {
    const begin = await this.#file.begin();
    if (begin === null) return null;
    // A first line that is longer than that is all there is to tell by.
    const isAll = ended || begin.length >= BEGIN_BYTES;
    return formatOf(this.path, begin.toString("utf8"), this.#place.value, isAll);
  }
}

function shortName(path: string, folder: string): string {
  const short = relative(folder, path);
  return short.startsWith("..") ? path : short;
}
