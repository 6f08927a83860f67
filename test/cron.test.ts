import { describe, expect, it } from "vitest";
import { lastTime, nextTime } from "../src/cron.ts";

const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString().replace(":00.000Z", "Z"));
const at = (text: string) => Date.parse(text);

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
