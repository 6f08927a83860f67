import { expect, it } from "vitest";
import { parseCsv } from "../../../src/bundled/data/csv.ts";

// The cases of RFC 4180, section 2.
it.each([
  [
    "lines that end in LF or CRLF",
    "a,b\n1,2\r\n",
    [
      ["a", "b"],
      ["1", "2"],
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
  ["quoted fields with commas, line feeds and quotes", '"a,b","c\nd","e""f",""\n', [["a,b", "c\nd", 'e"f', ""]]],
  [
    "empty fields, the last one too",
    "a,,b,\n,\n",
    [
      ["a", "", "b", ""],
      ["", ""],
    ],
  ],
  ["an empty last field without a line feed", "a,", [["a", ""]]],
  ["empty lines and a byte order mark", "\uFEFFa\n\n\r\nb\n", [["a"], ["b"]]],
  ["nothing", "", []],
])("reads %s", (_, text, records) => expect(parseCsv(text, "x.csv")).toEqual(records));

it.each(['a,b\n1,"2\n', 'a,b\n1,2"\n', 'a,b\n1,"2"3\n'])("refuses a stray quote and says where: %j", (text) => {
  expect(() => parseCsv(text, "x.csv")).toThrow("x.csv: record 2: ");
});
