import { invalid, type Mistake, SweepError } from "../../error.ts";
import { recordsOf } from "../data/csv.ts";
import { isMissing, numberIn } from "../data/number.ts";
import type { Encoding } from "../data/oneHot.ts";
import { plainBytes } from "../data/plainBytes.ts";
import { isBroken, textOf } from "../data/textOf.ts";

/** How rows to predict are written. */
export interface Written {
  readonly encoding: string | null;
  readonly comma: boolean;
}

/**
 * The inputs of the rows of a table, piece by piece: rows × inputs, NaN where a number is missing. Columns may stand in any order, and beside others;
 * a text that the training rows did not have is none of the texts.
 *
 * @throws SweepError `invalid` that names every column that lacks, and the row and column of what is no number.
 */
export async function* rowsOf(
  path: string,
  columns: readonly Encoding[],
  written: Written,
): AsyncGenerator<Float64Array> {
  const width = columns.reduce((sum, { texts }) => sum + (texts?.length ?? 1), 0);
  const text = textOf(plainBytes(path, path, written.encoding !== null), written.encoding, path);
  let places: readonly number[] | null = null;
  let fields = 0;
  for await (const { records, row, broken } of recordsOf(text, path)) {
    const rest = places === null ? records.slice(1) : records;
    places ??= placesOf(records[0], columns, path);
    fields ||= records[0].length;
    const inputs = new Float64Array(rest.length * width);
    let to = 0;
    for (const [at, record] of rest.entries()) {
      const place = row + at + (rest === records ? 0 : 1);
      if (record.every((field) => field.trim() === "")) continue;
      if (record.length !== fields && !(record.length === fields + 1 && record[fields] === "")) {
        throw new SweepError(
          "invalid",
          `${path}: row ${place}: has ${record.length} fields, must have ${fields} as the header`,
        );
      }
      for (const [column, encoding] of columns.entries()) {
        const field = record[places[column]];
        if (broken && isBroken(field))
          throw wrong(`${path}: row ${place}, column ${encoding.name}`, field, "is no text in this encoding");
        if (encoding.texts === null)
          inputs[to++] = numberOf(field, encoding.name, written.comma, `${path}: row ${place}`);
        else for (const known of encoding.texts) inputs[to++] = !isMissing(field) && field.trim() === known ? 1 : 0;
      }
    }
    yield inputs.subarray(0, to);
  }
}

function placesOf(header: readonly string[], columns: readonly Encoding[], path: string): number[] {
  const names = header.map((name, at) => name.trim() || `column ${at + 1}`);
  const mistakes: Mistake[] = [];
  const places = columns.map(({ name }) => {
    const at = names.indexOf(name);
    if (at < 0)
      mistakes.push({ path, value: undefined, rule: `lacks the column ${name}, which the model was trained on` });
    else if (names.includes(name, at + 1)) mistakes.push({ path, value: undefined, rule: `has two columns ${name}` });
    return at;
  });
  if (mistakes.length > 0) throw invalid(mistakes);
  return places;
}

function numberOf(field: string, name: string, comma: boolean, row: string): number {
  const value = numberIn(field, comma);
  if (value !== undefined) return value;
  throw wrong(`${row}, column ${name}`, field, "must be a number");
}

function wrong(path: string, value: string, rule: string): SweepError {
  return invalid([{ path, value, rule }]);
}
