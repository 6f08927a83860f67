import { expect, it } from "vitest";
import { csv } from "../src/csv.ts";

it("writes the examples of RFC 4180, section 2", () => {
  expect(
    csv([
      ["aaa", "bbb", "ccc"],
      ["zzz", "yyy", "xxx"],
    ]),
  ).toBe("aaa,bbb,ccc\r\nzzz,yyy,xxx\r\n");
  expect(csv([["aaa", "b\r\nbb", "ccc"]])).toBe('aaa,"b\r\nbb",ccc\r\n');
  expect(csv([["aaa", 'b"bb', "ccc"]])).toBe('aaa,"b""bb",ccc\r\n');
});

it("quotes commas and lone line feeds, leaves what is absent empty, and keeps all digits", () => {
  expect(csv([["a,b", "c\nd", null, 0.1, 1e-7, false]])).toBe('"a,b","c\nd",,0.1,1e-7,false\r\n');
});
