import { invalid } from "../../error.ts";

/**
 * The records of a CSV text (RFC 4180: quoted fields, doubled quotes; CRLF or LF), the header among them. Empty lines are left out, and
 * so is a byte order mark.
 *
 * @param path Names the text in errors.
 * @throws SweepError `invalid` for a quote that is not closed, or followed by something else than a separator.
 */
export function parseCsv(text: string, path: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  field.lastIndex = text.startsWith("\uFEFF") ? 1 : 0;
  while (field.lastIndex < text.length) {
    const start = field.lastIndex;
    const found = field.exec(text);
    if (found === null) {
      throw invalid([
        {
          path: `${path}: record ${records.length + 1}`,
          value: text.slice(start, start + 40),
          rule: "has a stray quote",
        },
      ]);
    }
    const [, quoted, plain = "", separator] = found;
    record.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (separator === ",") {
      // A comma at the very end of the text stands before one more empty field.
      if (field.lastIndex === text.length) record.push("");
      else continue;
    }
    if (record.length > 1 || record[0] !== "") records.push(record);
    record = [];
  }
  if (record.length > 0) records.push(record);
  return records;
}

// One field and what follows it.
const field = /(?:"([^"]*(?:""[^"]*)*)"|([^",\r\n]*))(,|\r?\n|$)/y;
