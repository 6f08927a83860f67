import { recordsOf } from "../../../src/bundled/data/csv.ts";
import { type Reading, readTable } from "../../../src/bundled/data/csvSamples.ts";
import type { Samples } from "../../../src/bundled/data/samples.ts";
import { textOf } from "../../../src/bundled/data/textOf.ts";
import { valuesOf } from "../../../src/bundled/data/values.ts";

export const USUAL: Omit<Reading, "label"> = {
  drop: [],
  features: null,
  categorical: [],
  comma: false,
  trimLabels: false,
  dropUnlabelled: false,
};

/** The samples of a CSV text, which comes in pieces of so many bytes. */
export async function readCsv(
  text: string | Buffer,
  label: string,
  {
    encoding = null as string | null,
    piece = 1 << 20,
    ...reading
  }: Partial<Reading> & { encoding?: string | null; piece?: number } = {},
): Promise<Samples> {
  const bytes = typeof text === "string" ? Buffer.from(text) : text;
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece);
  }
  const values: Float64Array[] = [];
  const records = recordsOf(textOf(pieces(), encoding, "x.csv"), "x.csv");
  const table = await readTable(records, "x.csv", { ...USUAL, label, ...reading }, (some) => values.push(some));
  return { ...table, values: valuesOf(values, table.labels.length, table.shape[0]!) };
}

/** All values, row by row. */
export function numbersOf({ values }: Pick<Samples, "values">): number[] {
  const numbers: number[] = [];
  for (const block of values.blocks()) numbers.push(...block);
  return numbers;
}
