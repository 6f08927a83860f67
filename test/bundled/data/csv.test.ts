import { expect, it } from "vitest";
import { recordsOf } from "../../../src/bundled/data/csv.ts";

async function records(...pieces: string[]): Promise<string[][]> {
  async function* texts() {
    for (const text of pieces) yield { text, broken: false };
  }
  const found: string[][] = [];
  for await (const some of recordsOf(texts(), "x.csv")) found.push(...some.records);
  return found;
}

// The cases of RFC 4180, section 2.
it.each([
  [
    "lines that end in LF, CRLF or both",
    "a,b\n1,2\r\n",
    [
      ["a", "b"],
      ["1", "2"],
    ],
  ],
  [
    "lines that end in CR alone, of old Macs",
    "a,b\r1,2\r3,4",
    [
      ["a", "b"],
      ["1", "2"],
      ["3", "4"],
    ],
  ],
  [
    "no line feed at the end",
    "a,b\n1,2",
    [
      ["a", "b"],
      ["1", "2"],
    ],
  ],
  [
    "quoted fields with commas, line feeds and quotes",
    'a,b,c,d\n"a,b","c\nd","e""f",""',
    [
      ["a", "b", "c", "d"],
      ["a,b", "c\nd", 'e"f', ""],
    ],
  ],
  [
    "empty fields, the last one too",
    "a,,b,\n,,,",
    [
      ["a", "", "b", ""],
      ["", "", "", ""],
    ],
  ],
  [
    "semicolons",
    "a;b\n0,5;2",
    [
      ["a", "b"],
      ["0,5", "2"],
    ],
  ],
  [
    "tabs",
    "a\tb\n1,5\t2",
    [
      ["a", "b"],
      ["1,5", "2"],
    ],
  ],
  [
    "bars",
    "a|b\n1|2",
    [
      ["a", "b"],
      ["1", "2"],
    ],
  ],
  [
    "spaces",
    "a b\n1 2",
    [
      ["a", "b"],
      ["1", "2"],
    ],
  ],
  [
    "the separator that a spreadsheet names",
    "sep=;\na;b,c\n1;2,3",
    [
      ["a", "b,c"],
      ["1", "2,3"],
    ],
  ],
  [
    "comments before the header",
    "# made today\n# by us\na,b\n1,2",
    [
      ["a", "b"],
      ["1", "2"],
    ],
  ],
  [
    "a header that begins with #",
    "#,b\n1,2",
    [
      ["#", "b"],
      ["1", "2"],
    ],
  ],
])("reads %s", async (_, text, expected) => expect(await records(text)).toEqual(expected));

it("reads the same in whatever pieces the text comes", async () => {
  const text = 'a,b\r\n"1,\r\n1","2"\r\n3,"4""4"\r\n';
  const whole = await records(text);
  expect(await records(...text)).toEqual(whole);
  expect(whole).toEqual([
    ["a", "b"],
    ["1,\r\n1", "2"],
    ["3", '4"4'],
  ]);
});

it.each([
  ["a quote that is never closed", 'a,b\n1,"2\n', "x.csv: row 2: has a quote that is never closed"],
  ["a quote inside quotes", 'a,b\n1,"2"3\n', "x.csv: row 2: has a quote inside a quoted field; write it twice"],
  ["nothing", " \n", "x.csv: is empty"],
  ["JSON", '[{"a": 1}]\n', "x.csv: is JSON; save it as CSV"],
  ["ARFF", "@relation beats\n@attribute a numeric\n", "x.csv: is ARFF; save it as CSV"],
])("refuses %s and says what it is", async (_, text, message) => {
  await expect(records(text)).rejects.toThrow(message);
});
