import { expect, it } from "vitest";
import { parseDuration } from "../src/duration.ts";

it.each([
  ["90s", 90_000],
  ["1h30m", 5_400_000],
  ["1.5h", 5_400_000],
  ["1d12h", 129_600_000],
  ["1d2h30m5s", 95_405_000],
  ["250ms", 250],
  ["1m500ms", 60_500],
  ["3650d", 315_360_000_000],
])("reads %s", (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

it.each(["", "0s", "soon", "30", "1h 30m", "30m1h", "1h1h", "-5s", "3651d", "99999999999d", "1e3s", "0.1ms"])(
  "takes %j for no time",
  (text) => {
    expect(parseDuration(text)).toBeNull();
  },
);
