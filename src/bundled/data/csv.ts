import Papa from "papaparse";
import { SweepError } from "../../error.ts";
import { type Dialect, dialectOf } from "./dialect.ts";
import type { Text } from "./textOf.ts";

/** Records that follow one another. */
export interface Records {
  readonly records: readonly string[][];
  /** The row of the first, as a spreadsheet counts: lines that are empty count, lines within quotes do not. */
  readonly row: number;
  /** Whether some bytes were no text. */
  readonly broken: boolean;
}

// Of a record; a quote that is never closed takes all that follows.
const LONGEST = 1 << 24;

/**
 * The records of a CSV text (RFC 4180, in any of its dialects), the header among them, piece by piece as the text comes.
 *
 * @param path Names the text in errors.
 * @throws SweepError `invalid` for an empty text, for a quote that is not closed, and for one inside a quoted field.
 */
export async function* recordsOf(texts: AsyncIterable<Text>, path: string): AsyncGenerator<Records> {
  let rest = "";
  let broken = false;
  let row = 1;
  let dialect: Dialect | null = null;
  for await (const piece of texts) {
    rest += piece.text;
    broken ||= piece.broken;
    if (dialect === null) {
      // One line at least, to know the dialect by.
      if (!/[\n\r]./.test(rest)) continue;
      dialect = dialectOf(rest, path);
      rest = rest.slice(dialect.start);
      row += dialect.skipped;
    }
    const { records, end } = parse(rest, dialect, { row, path, last: false });
    rest = rest.slice(end);
    if (rest.length > LONGEST) throw unclosed(path, row + records.length);
    if (records.length === 0) continue;
    yield { records, row, broken };
    broken = piece.broken;
    row += records.length;
  }
  if (dialect === null) {
    dialect = dialectOf(rest, path);
    rest = rest.slice(dialect.start);
    row += dialect.skipped;
  }
  const { records } = parse(rest, dialect, { row, path, last: true });
  if (records.length > 0) yield { records, row, broken };
}

interface Where {
  readonly row: number;
  readonly path: string;
  readonly last: boolean;
}

function parse(text: string, { separator, newline }: Dialect, { row, path, last }: Where) {
  if (text === "") return { records: [], end: 0 };
  const parser = new Papa.Parser({ delimiter: separator, newline, quoteChar: '"', escapeChar: '"' });
  const { data, errors, meta } = parser.parse(text, 0, !last) as Papa.ParseResult<string[]>;
  for (const error of errors) {
    // Of the last record only a part may be there yet.
    if (error.type !== "Quotes" || (!last && (error.row ?? 0) >= data.length)) continue;
    const at = row + (error.row ?? 0);
    if (error.code === "MissingQuotes") throw unclosed(path, at);
    throw new SweepError("invalid", `${path}: row ${at}: has a quote inside a quoted field; write it twice`);
  }
  // Lines that end in CRLF, also only some of them.
  if (newline === "\n") for (const record of data) cutReturn(record);
  return { records: data, end: meta.cursor };
}

function cutReturn(record: string[]): void {
  const last = record[record.length - 1];
  if (last.charCodeAt(last.length - 1) === 13) record[record.length - 1] = last.slice(0, -1);
}

function unclosed(path: string, row: number): SweepError {
  return new SweepError("invalid", `${path}: row ${row}: has a quote that is never closed`);
}
