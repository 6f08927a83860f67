import { invalid, type Mistake, SweepError } from "../../error.ts";
import { type Choice, type Columns, columnsOf } from "./columns.ts";
import { ColumnWatch } from "./columnWatch.ts";
import type { Records } from "./csv.ts";
import { classesOf, isUnlabelled, type Label } from "./labels.ts";
import { isMissing, numberIn, remedyFor } from "./number.ts";
import { readPart } from "./part.ts";
import type { Gap, PartName, Samples } from "./samples.ts";
import { TellsClass } from "./tellsClass.ts";
import { isBroken } from "./textOf.ts";

/** How a table is read. */
export interface Reading extends Choice {
  /** Decimals have a comma. */
  readonly comma: boolean;
  readonly trimLabels: boolean;
  /** Rows without a class are left out; else they are refused. */
  readonly dropUnlabelled: boolean;
}

/** All of a table but its values, which have gone where the reader was told. */
export type Table = Omit<Samples, "values">;

/**
 * Reads a table with a header from records: the label column, features, and, if it has them, `split` (train, val or test) and `group`.
 *
 * @param path Names the text in errors.
 * @param keep Takes the values, piece by piece, row by row: numbers, and of a categorical feature the number of the text in `features`.
 * @throws SweepError `invalid` that names the file, the row (the header is row 1) and the column; of many mistakes one a column.
 */
export async function readTable(
  pieces: AsyncIterable<Records>,
  path: string,
  reading: Reading,
  keep: (values: Float64Array) => void,
): Promise<Table> {
  let reader: TableReader | null = null;
  for await (const piece of pieces) {
    if (piece.broken) refuseBroken(piece, reader?.names ?? piece.records[0], path);
    const from = reader === null ? 1 : 0;
    reader ??= new TableReader(piece, path, reading);
    keep(reader.take(piece.records.slice(from), piece.row + from));
  }
  if (reader === null) throw new SweepError("invalid", `${path}: is empty`);
  return reader.end();
}

function refuseBroken({ records, row }: Records, names: readonly string[], path: string): void {
  for (const [at, record] of records.entries()) {
    const column = record.findIndex((field) => isBroken(field));
    if (column < 0) continue;
    const what = row + at === 1 ? `column ${column + 1}` : `column ${names[column] ?? column + 1}`;
    const rule = record[column].includes("\0") ? NUL : NO_TEXT;
    throw invalid([{ path: `${path}: row ${row + at}, ${what}`, value: record[column], rule }]);
  }
}

const NUL = "has a byte 0: the file is UTF-32 (save it as UTF-8), damaged, or no text";
const NO_TEXT =
  "has bytes that are no text as it is read; say how it is written, such as encoding: windows-1252 (Western Europe), or save it as UTF-8";

/** What was wrong with a column, first. */
interface Wrong {
  readonly row: number;
  readonly field: string;
  readonly texts: Set<string>;
  count: number;
}

// Texts of a column, or of its rows, after which it is no set of categories but an ID.
const MANY_TEXTS = 1000;

class TableReader {
  readonly names: readonly string[];
  readonly #path: string;
  readonly #reading: Reading;
  readonly #columns: Columns;
  readonly #nameless: ReadonlyMap<number, "empty" | "index" | "values">;
  readonly #watches: readonly ColumnWatch[];
  readonly #tellers: readonly TellsClass[];
  readonly #texts: readonly (Map<string, number> | null)[];
  readonly #gaps: ((Gap & { count: number }) | null)[];
  readonly #wrong = new Map<number, Wrong>();
  readonly #labels = new Map<string, number>();
  readonly #found: Label[] = [];
  readonly #codes: number[] = [];
  readonly #parts: PartName[] = [];
  readonly #groups: string[] = [];
  readonly #known = new Map<string, string>();
  #dropped = 0;

  constructor({ records: [header, ...rows] }: Records, path: string, reading: Reading) {
    this.#path = path;
    this.#reading = reading;
    this.names = header.map((name, at) => unquoted(name).trim() || `column ${at + 1}`);
    const without = header.flatMap((name, at) => (name.trim() === "" ? [at] : []));
    this.#nameless = new Map(without.map((at) => [at, kindOf(rows, at)]));
    this.#columns = columnsOf(this.names, this.#nameless, reading, path);
    const { features } = this.#columns;
    this.#watches = features.map(({ name }) => new ColumnWatch(name));
    this.#tellers = features.map(() => new TellsClass());
    this.#texts = features.map(({ categorical }) => (categorical ? new Map() : null));
    this.#gaps = features.map(() => null);
  }

  /** The values of more rows. */
  take(records: readonly string[][], firstRow: number): Float64Array {
    const { features, label } = this.#columns;
    const values = new Float64Array(records.length * features.length);
    let to = 0;
    for (const [at, record] of records.entries()) {
      const row = firstRow + at;
      if (record.length < 2 && record[0].trim() === "") continue;
      if (record.length !== this.names.length) this.#checkLength(record, row);
      if (record[label] === "" && record.every((field) => field === "")) continue;
      if (this.#reading.dropUnlabelled && isUnlabelled(record[label])) {
        this.#dropped++;
        continue;
      }
      const code = this.#takeLabel(unquoted(record[label]), row);
      this.#takeRoles(record, row);
      for (let feature = 0; feature < features.length; feature++, to++) {
        const value = this.#value(record[features[feature].at], feature, row);
        values[to] = value;
        this.#tellers[feature].see(value, code);
      }
    }
    return values.subarray(0, to);
  }

  end(): Table {
    const { features, label, split, group, remarks } = this.#columns;
    const classes = classesOf(this.#found, this.#reading.trimLabels, `${this.#path}, column ${this.names[label]}`);
    const mistakes = [
      ...[...this.#wrong].map(([feature, wrong]) => this.#mistake(feature, wrong)),
      ...classes.mistakes,
    ];
    if (mistakes.length > 0) throw invalid(mistakes);
    if (this.#codes.length === 0) throw new SweepError("invalid", `${this.#path}: has a header and no row below it`);
    return {
      shape: [features.length],
      gaps: this.#gaps,
      labels: this.#codes.map((code) => classes.names[code]),
      parts: split === null ? null : this.#parts,
      groups: group === null ? null : this.#groups,
      features: features.map(({ name }, at) => ({ name, texts: this.#texts[at] && [...this.#texts[at].keys()] })),
      remarks: [
        ...remarks,
        ...classes.remarks,
        ...(this.#dropped === 0 ? [] : [`${this.#dropped} rows without a class are left out`]),
        ...features.flatMap(({ name, categorical }, at) => this.#remarksOn(name, categorical, at)),
      ],
    };
  }

  #remarksOn(name: string, categorical: boolean, at: number): string[] {
    const way = written(name);
    if (this.#tellers[at].tells) {
      return [
        `column ${name} tells the class of every row: if it was made from the class, drop: [${way}] leaves it out`,
      ];
    }
    return categorical ? [] : this.#watches[at].remarks(way);
  }

  #checkLength(record: readonly string[], row: number): void {
    const wanted = this.names.length;
    // A separator at the end of each row but the header's.
    if (record.length === wanted + 1 && record[wanted].trim() === "") return;
    const has = `row ${row}: has ${record.length} fields, must have ${wanted} as the header`;
    const quote = record.some((field) => /^\s+"/.test(field))
      ? "; a space stands before a quote, which then is no quote"
      : "";
    const alone =
      record.length === 1 || wanted === 1 ? "; is another line above the header, or another separator meant?" : "";
    throw new SweepError("invalid", `${this.#path}: ${has}${quote || alone}`);
  }

  #takeLabel(text: string, row: number): number {
    let code = this.#labels.get(text);
    if (code === undefined) {
      code = this.#found.length;
      this.#labels.set(text, code);
      this.#found.push({ text, count: 0, row });
    }
    this.#found[code].count++;
    this.#codes.push(code);
    return code;
  }

  #takeRoles(record: readonly string[], row: number): void {
    const { split, group } = this.#columns;
    if (split !== null) this.#parts.push(readPart(record[split].trim(), `${this.#path}: row ${row}, column split`));
    if (group !== null) this.#groups.push(this.#one(record[group].trim()));
    for (const [at, what] of this.#nameless) {
      if (what !== "empty" || record[at].trim() === "") continue;
      throw invalid([
        {
          path: `${this.#path}: row ${row}, column ${at + 1}`,
          value: record[at],
          rule: "stands in a column without a name",
        },
      ]);
    }
  }

  /** One string for equal ones: a field would keep the text that it was cut out of. */
  #one(text: string): string {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const own = Buffer.from(text, "utf16le").toString("utf16le");
    this.#known.set(own, own);
    return own;
  }

  #value(field: string, feature: number, row: number): number {
    const texts = this.#texts[feature];
    if (texts !== null) return this.#category(field, texts, feature, row);
    const value = numberIn(field, this.#reading.comma);
    if (value === undefined) return this.#refuse(field, feature, row);
    if (Number.isNaN(value)) return this.#missing(feature, row);
    this.#watches[feature].see(value);
    return value;
  }

  #category(field: string, texts: Map<string, number>, feature: number, row: number): number {
    const text = unquoted(field).trim();
    if (isMissing(text)) return this.#missing(feature, row);
    const code = texts.get(text) ?? texts.size;
    if (code === texts.size) texts.set(text, code);
    return code;
  }

  #missing(feature: number, row: number): number {
    const gap = this.#gaps[feature];
    if (gap !== null) gap.count++;
    else
      this.#gaps[feature] = {
        count: 1,
        first: this.#place(row, feature),
        at: this.#codes.length * this.#gaps.length + feature,
      };
    return Number.NaN;
  }

  #refuse(field: string, feature: number, row: number): number {
    const wrong = this.#wrong.get(feature) ?? { row, field, texts: new Set<string>(), count: 0 };
    this.#wrong.set(feature, wrong);
    wrong.count++;
    if (wrong.texts.size < MANY_TEXTS) wrong.texts.add(field);
    return Number.NaN;
  }

  #mistake(feature: number, { row, field, texts, count }: Wrong): Mistake {
    const distinct = count >= 10 && texts.size === Math.min(count, MANY_TEXTS) ? "all" : "few";
    const { name } = this.#columns.features[feature];
    const remedy = remedyFor(unquoted(field), written(name), distinct);
    const part = /^(split|group)$/i.test(name)
      ? `; only a column ${name.toLowerCase()}, in small letters, divides rows`
      : "";
    return { path: this.#place(row, feature), value: field, rule: `must be a number; ${remedy}${part}` };
  }

  #place(row: number, feature: number): string {
    return `${this.#path}: row ${row}, column ${this.#columns.features[feature].name}`;
  }
}

function kindOf(rows: readonly string[][], at: number): "empty" | "index" | "values" {
  const fields = rows.map((row) => row[at]?.trim() ?? "");
  if (fields.every((field) => field === "")) return "empty";
  const counts = fields.every(
    (field, row) => field === "" || row === 0 || Number(field) === Number(fields[row - 1]) + 1,
  );
  return rows.length > 2 && counts ? "index" : "values";
}

/** A field in quotes that were none, because a space stands before them. */
function unquoted(field: string): string {
  const inside = /^\s+"(.*)"\s*$/s.exec(field);
  return inside === null ? field : inside[1].replaceAll('""', '"');
}

/** As a name stands in a list of a YAML document. */
function written(name: string): string {
  return /^[A-Za-z_][\w.-]*$/.test(name) ? name : JSON.stringify(name);
}
