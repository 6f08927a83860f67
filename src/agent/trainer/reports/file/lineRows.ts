import { SweepError } from "../../../../error.ts";
import { isObject } from "../../../../fields.ts";
import { FileFormat } from "../../../../gen/macrosweep/v1/agent.ts";
import { BOUNDS } from "../../../bounds.ts";
import { parseJson } from "../../json.ts";
import { type Line, LineSplitter } from "../../lines.ts";
import type { GrowingFile } from "../growingFile.ts";
import { cellValue, separatorOf, splitCsv } from "./csv.ts";
import { MLFLOW } from "./formats.ts";
import type { Row } from "./row.ts";

/** How a file of lines is to be read. */
export interface LineFormat {
  readonly format: FileFormat;
  readonly decimalComma: boolean;
  /** For messages. */
  readonly name: string;
}

/** The rows of a file that grows by lines: JSON objects, CSV with a header, or MLflow's. A line counts when it is complete. */
export class LineRows {
  readonly #file: GrowingFile;
  readonly #as: LineFormat;
  #lines = new LineSplitter(BOUNDS.lineBytes);
  #header: { readonly text: string; readonly names: string[]; readonly separator: string } | null = null;

  constructor(file: GrowingFile, as: LineFormat) {
    this.#file = file;
    this.#as = as;
  }

  /** New rows; `onRestart`: what follows is the beginning of a file that was begun anew. */
  async *look(ended: boolean, onRestart: () => void): AsyncGenerator<Row> {
    const restart = () => {
      this.#lines = new LineSplitter(BOUNDS.lineBytes);
      this.#header = null;
      onRestart();
    };
    // Of a file that goes on, the header is what was read before.
    this.#readHeader(this.#file.head);
    for await (const chunk of this.#file.added(restart, ended)) {
      for (const line of this.#lines.push(chunk)) yield* this.#read(line, true);
    }
    if (ended) for (const line of this.#lines.end()) yield* this.#read(line, false);
  }

  #readHeader(head: Buffer): void {
    const end = head.indexOf("\n");
    if (this.#as.format === FileFormat.CSV && this.#header === null && end !== -1) {
      const line = head.subarray(0, end).toString("utf8");
      if (!line.startsWith("#")) this.#takeHeader(line);
    }
  }

  *#read(line: Line, whole: boolean): Generator<Row> {
    const where = `${this.#as.name}, line ${line.number}`;
    const text = line.text.replace(/^\uFEFF/, "").trim();
    if (text === "") return;
    if (line.cut) throw new SweepError("invalid", `${where}: ${line.bytes} bytes are too long for a report`);
    // The last line of a trainer that was stopped while it wrote is none.
    if (!whole && this.#as.format === FileFormat.JSONL && !text.endsWith("}")) return;
    const values = this.#values(text, where);
    if (values !== null) yield { values, where, index: null };
  }

  #values(text: string, where: string): Row["values"] | null {
    switch (this.#as.format) {
      case FileFormat.CSV:
        return this.#cells(text, where);
      case FileFormat.MLFLOW:
        return mlflow(text, where);
      default: {
        const raw = parseJson(text, where);
        if (isObject(raw)) return raw;
        throw new SweepError("invalid", `${where}: must be a JSON object`);
      }
    }
  }

  #cells(text: string, where: string): Row["values"] | null {
    const header = this.#header;
    if (header === null) {
      // What some write above their table.
      if (!text.startsWith("#")) this.#takeHeader(text);
      return null;
    }
    // A script that appends writes its header again.
    if (text === header.text) return null;
    const cells = splitCsv(text, header.separator);
    if (cells.length !== header.names.length) {
      const comma =
        header.separator === "," && cells.length > header.names.length
          ? " (numbers with a decimal comma have to be quoted)"
          : "";
      throw new SweepError(
        "invalid",
        `${where}: has ${cells.length} cells, and the header has ${header.names.length}${comma}`,
      );
    }
    return Object.fromEntries(header.names.map((name, i) => [name, cellValue(cells[i] ?? "", this.#as.decimalComma)]));
  }

  #takeHeader(line: string): void {
    const text = line.replace(/^\uFEFF/, "").trim();
    if (text.includes("\0")) throw new SweepError("invalid", `${this.#as.name}: is UTF-16; write it as UTF-8`);
    const separator = separatorOf(text);
    const names = splitCsv(text, separator);
    const twice = names.find((name, i) => name !== "" && names.indexOf(name) !== i);
    if (twice !== undefined) {
      throw new SweepError("invalid", `${this.#as.name}: its header has ${JSON.stringify(twice)} twice`);
    }
    this.#header = { text, separator, names };
  }
}

function mlflow(text: string, where: string): Row["values"] {
  const [, , value = "", step] = MLFLOW.exec(text) ?? [];
  if (step === undefined)
    throw new SweepError("invalid", `${where}: must be MLflow's time, value and step: ${text.slice(0, 80)}`);
  return { value: cellValue(value, false), step: Number(step) };
}
