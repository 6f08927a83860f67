import { describe, expect, it } from "vitest";
import { lastTime, nextTime } from "../src/cron.ts";

const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString().replace(":00.000Z", "Z"));
const at = (text: string) => Date.parse(text);
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

describe("half past two in Berlin", () => {
  const berlin = { cron: "30 2 * * *", timeZone: "Europe/Berlin" };

  it("comes once on the day that has no such time, as the clock has gone forward", () => {
    const first = nextTime(berlin, at("2026-03-28T12:00Z"));
    expect([iso(first), iso(nextTime(berlin, first ?? 0))]).toEqual(["2026-03-29T01:00Z", "2026-03-30T00:30Z"]);
    expect(iso(lastTime(berlin, at("2026-03-29T12:00Z")))).toBe("2026-03-29T01:00Z");
  });

  it("comes once on the day that has this time twice", () => {
    const first = nextTime(berlin, at("2026-10-24T12:00Z"));
    expect([iso(first), iso(nextTime(berlin, first ?? 0))]).toEqual(["2026-10-25T00:30Z", "2026-10-26T01:30Z"]);
    expect(iso(lastTime(berlin, at("2026-10-25T12:00Z")))).toBe("2026-10-25T00:30Z");
  });

  it("is due in its own minute, and was not before", () => {
    expect(iso(lastTime(berlin, at("2026-06-01T00:30:00Z")))).toBe("2026-06-01T00:30Z");
    expect(iso(lastTime(berlin, at("2026-06-01T00:29:59Z")))).toBe("2026-05-31T00:30Z");
  });
});

// By the IANA data base: New York goes from 2:00 to 3:00 and from 2:00 back to 1:00, Lord Howe from 2:00 to 2:30 and from 2:00 back to 1:30.
describe.each([
  ["the hour that New York leaves out", "America/New_York", "30 2 * * *", "2026-03-08T07:00Z", "2026-03-09T06:30Z"],
  ["the hour that New York has twice", "America/New_York", "30 1 * * *", "2026-11-01T05:30Z", "2026-11-02T06:30Z"],
  [
    "the half hour that Lord Howe leaves out",
    "Australia/Lord_Howe",
    "15 2 * * *",
    "2026-10-03T15:30Z",
    "2026-10-04T15:15Z",
  ],
  [
    "the half hour that Lord Howe has twice",
    "Australia/Lord_Howe",
    "45 1 * * *",
    "2026-04-04T14:45Z",
    "2026-04-05T15:15Z",
  ],
])("a time of the day within %s", (_what, timeZone, cron, changed, following) => {
  const times = { cron, timeZone };

  it("comes once on that day, and the next one is of the day after", () => {
    const first = nextTime(times, at(changed) - 12 * HOUR_MS);
    expect([iso(first), iso(nextTime(times, at(changed)))]).toEqual([changed, following]);
  });

  it("is the last one that came in every minute until the next", () => {
    const minutes = Array.from({ length: (at(following) - at(changed)) / MINUTE_MS }, (_, minute) => minute);
    const last = minutes.map((minute) => iso(lastTime(times, at(changed) + minute * MINUTE_MS)));
    expect(new Set(last)).toEqual(new Set([changed]));
  });
});

it.each([
  ["Europe/Berlin", "2026-03-29T00:00Z"],
  ["Europe/Berlin", "2026-10-25T00:00Z"],
  ["America/New_York", "2026-03-08T06:00Z"],
  ["America/New_York", "2026-11-01T05:00Z"],
])("each hour comes each hour where the clock of %s is changed, at %s", (timeZone, from) => {
  const hours = [1, 2, 3].map((hour) => at(from) + hour * HOUR_MS);
  const times = { cron: "0 * * * *", timeZone };
  expect(hours.map((ms) => nextTime(times, ms - HOUR_MS))).toEqual(hours);
  expect(hours.map((ms) => lastTime(times, ms + 59 * MINUTE_MS))).toEqual(hours);
});

it.each(["59 23 31 2 *", "0 0 31 4,6,9,11 *"])("%s, a day that no month has, neither comes nor came", (cron) => {
  const times = { cron, timeZone: "Europe/Berlin" };
  expect([nextTime(times, at("2026-11-29T12:00Z")), lastTime(times, at("2026-11-29T12:00Z"))]).toEqual([null, null]);
});
