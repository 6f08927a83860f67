import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { EVENT_FORMAT, type NightEvent } from "../../src/controller/core/events.ts";
import { REPORTS } from "../../src/controller/nightly/delivery.ts";
import { SCHEDULES } from "../../src/controller/nightly/scheduled.ts";
import type { StreamKind } from "../../src/controller/nightly/streams.ts";

// Streams of a schedule and of reports as this format has been written; see golden.test.ts.

const golden: { readonly format: number; readonly events: readonly NightEvent[] } = JSON.parse(
  readFileSync(join(import.meta.dirname, "golden.nights.json"), "utf8"),
);
const those = (pattern: RegExp) => golden.events.filter(({ kind }) => pattern.test(kind));
const schedule = those(/^schedule|^night/);
const begun = those(/^reportsBegun$/);
const report = those(/^report(Due|Tried|Failed)$/);
const ends = those(/^report(Delivered|GivenUp)$/);

function stateOf<T>({ evolve }: StreamKind<T>, events: readonly NightEvent[]): T | null {
  return events.reduce<T | null>(evolve, null);
}

// The compiler asks for a line here when a kind is added.
const KINDS = {
  scheduleTaken: true,
  nightDecided: true,
  reportsBegun: true,
  reportDue: true,
  reportTried: true,
  reportFailed: true,
  reportDelivered: true,
  reportGivenUp: true,
} satisfies Record<NightEvent["kind"], true>;

it("holds every kind of event, in the format that is written now", () => {
  expect(golden.format).toBe(EVENT_FORMAT);
  expect(new Set(golden.events.map(({ kind }) => kind))).toEqual(new Set(Object.keys(KINDS)));
});

it("replays to the schedule, with what became of its nights under each of its documents", () => {
  const last = [
    { scheduled: "2026-11-29T02:00:00Z", kind: "submitted", night: "team-a.beats-202611290200", reason: null },
    { scheduled: "2026-11-30T02:00:00Z", kind: "skipped", night: "team-a.beats-202611300200" },
  ];
  expect(stateOf(SCHEDULES, schedule)).toMatchObject({
    name: "team-a.beats",
    template: { spec: { schedule: { cron: "0 3 * * *" } } },
    origin: { uid: "u1", prefix: "team-a." },
    sinceMs: 4000,
    last,
  });
});

it("replays to the report that waits for its next try, and to none once it was taken or given up", () => {
  expect(stateOf(REPORTS, begun)).toEqual({ kind: "before", ids: ["night_monday_0a1b2c3d"] });
  expect(stateOf(REPORTS, report.slice(0, 3))).toMatchObject({ attempts: 1, nextMs: 2200 });
  expect(stateOf(REPORTS, report)).toEqual({
    kind: "pending",
    id: "night_tuesday_4e5f6a7b",
    sweep: "tuesday",
    body: '{"type":"night.ended"}',
    attempts: 2,
    nextMs: 7300,
  });
  for (const end of ends) expect(stateOf(REPORTS, [...report, end])).toBeNull();
});
