import Papa from "papaparse";
import { SweepError } from "../../error.ts";

/** How the records of a text are written. */
export interface Dialect {
  readonly separator: string;
  readonly newline: "\n" | "\r";
  /** Characters before the header: a line `sep=;` of a spreadsheet, a comment. */
  readonly start: number;
  /** Lines in those. */
  readonly skipped: number;
}

const SEPARATORS = [",", ";", "\t", "|"] as const;
// Lines by which a separator is found.
const LINES = 20;

/**
 * The dialect of a table by its first lines: the separator that divides them most evenly into the most fields.
 *
 * @param text The beginning, of whole lines where there are many.
 * @throws SweepError `invalid` for a text without anything in it, or in a format that is no table.
 */
export function dialectOf(text: string, path: string): Dialect {
  if (text.trim() === "") throw new SweepError("invalid", `${path}: is empty`);
  const newline = text.includes("\n") ? "\n" : text.includes("\r") ? "\r" : "\n";
  refuseOther(text.trimStart(), path);
  const said = /^sep=(.)\r?[\n\r]/i.exec(text);
  if (said !== null) return { separator: said[1], newline, start: said[0].length, skipped: 1 };
  const { start, skipped } = commentsAt(text, newline);
  return { separator: separatorOf(text.slice(start), newline), newline, start, skipped };
}

/** Lines that begin with #, unless the last has as many fields as the line below: then it is a header. */
function commentsAt(text: string, newline: string): { start: number; skipped: number } {
  let start = 0;
  let skipped = 0;
  let last = "";
  while (text[start] === "#" && text.includes(newline, start)) {
    const next = text.indexOf(newline, start) + 1;
    last = text.slice(start, next);
    start = next;
    skipped++;
  }
  const separator = separatorOf(text.slice(start), newline);
  const [comment, header] = [last, text.slice(start)].map((of) => firstRecords(of, separator, newline)[0]?.length);
  return comment === header ? { start: start - last.length, skipped: Math.max(0, skipped - 1) } : { start, skipped };
}

function refuseOther(text: string, path: string): void {
  const what = /^@relation\s/i.test(text) ? "ARFF" : /^[[{]/.test(text) ? "JSON" : null;
  if (what !== null) throw new SweepError("invalid", `${path}: is ${what}; save it as CSV`);
}

function separatorOf(text: string, newline: string): string {
  let best: { separator: string; fields: number } = { separator: ",", fields: 1 };
  for (const separator of SEPARATORS) {
    const fields = evenFields(text, separator, newline);
    if (fields > best.fields) best = { separator, fields };
  }
  if (best.fields > 1) return best.separator;
  return evenFields(text, " ", newline) > 1 ? " " : ",";
}

/** Fields of the header where the rows have as many; one more or less at the end of a row, and a few ragged rows, are told later. */
function evenFields(text: string, separator: string, newline: string): number {
  const [header, ...rows] = firstRecords(text, separator, newline);
  if (header === undefined) return 1;
  const alike = rows.filter(({ length }) => Math.abs(length - header.length) <= 1).length;
  return header.length > 1 && alike * 2 >= rows.length ? header.length : 1;
}

function firstRecords(text: string, delimiter: string, newline: string): string[][] {
  const { data } = Papa.parse<string[]>(text.slice(0, 1 << 16), {
    delimiter,
    newline: newline as "\n",
    preview: LINES,
  });
  return data.filter((record) => record.length > 1 || record[0].trim() !== "");
}
