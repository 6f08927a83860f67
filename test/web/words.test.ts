import { expect, it } from "vitest";
import { span } from "../../src/words/span.ts";
import { digits, interval, percent, probability, score } from "../../web/src/words/numbers.ts";
import { paramsText } from "../../web/src/words/params.ts";
import { clean, plain } from "../../web/src/words/text.ts";
import { moment } from "../../web/src/words/times.ts";

// Numbers are in the language of whoever reads; here that is the one of the process.
const point = (text: string) => text.replaceAll(",", ".");

it.each([
  [0.98734, "0.9873"],
  [0, "0.0000"],
  [-0.5, "-0.5000"],
  [123.456, "123.5"],
])("writes the score %d as %s", (value, text) => {
  expect(point(score(value))).toBe(text);
});

it("writes small params with the digits that they have", () => {
  expect(point(digits(0.00027359))).toBe("0.0002736");
  expect(point(digits(0.0000391))).toBe("3.91E-5");
});

it("never calls a probability certain", () => {
  expect([1, 0.934, 0].map(probability).map(point)).toEqual(["> 0.99", "0.93", "< 0.01"]);
});

it("has an interval's ends and a share", () => {
  expect(point(interval([0.5, 0.75]))).toBe("0.5000 to 0.7500");
  expect([percent(1, 4), percent(1, 0)].map((text) => text.replace(/\s/, ""))).toEqual(["25%", "0%"]);
});

it.each([
  [42_000, "42 s"],
  [185_000, "3 min 05 s"],
  [7_620_000, "2 h 07 min"],
  [97_200_000, "1 d 03 h"],
])("tells %d ms as %s", (ms, text) => {
  expect(span(ms)).toBe(text);
});

it("tells today by its time, last month by its date", () => {
  const now = Date.UTC(2026, 5, 15, 12);
  expect(moment(now - 60_000, now)).toMatch(/^\d\d:\d\d/);
  expect(moment(now - 40 * 86_400_000, now)).toMatch(/2026/);
});

it("takes sequences for terminals out of what others wrote, and what turns text where nothing isolates it", () => {
  expect(clean("\u001b[31mred\u001b[0m \u001b]8;;http://a.b\u0007link\u001b]8;;\u0007\u0000")).toBe("red link ");
  expect(clean("<b>bold</b>\n\u202Eturned")).toBe("<b>bold</b>\n\u202Eturned");
  expect(plain("\u202Eturned\u2069")).toBe("turned");
});

it("writes params in a line, lists and null too", () => {
  expect(point(paramsText({ loss: "focal", rate: 0.25, layers: [1, 2], none: null }))).toBe(
    "loss focal. rate 0.25. layers [1.2]. none null",
  );
});
