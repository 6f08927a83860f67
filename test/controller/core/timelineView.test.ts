import { expect, it } from "vitest";
import type { Event } from "../../../src/controller/core/events.ts";
import { evolveTimeline, type Timeline } from "../../../src/controller/core/views/timelineView.ts";

it("knows who has a trial, who had it, and how that ended", () => {
  const events: Event[] = [
    { kind: "leaseGranted", trial: 0, attempt: 1, agent: "a", atMs: 10 },
    { kind: "leaseGranted", trial: 1, attempt: 1, agent: "b", atMs: 20 },
    { kind: "leaseEnded", trial: 0, attempt: 1, why: "expired", epochs: 2, atMs: 50 },
    { kind: "leaseGranted", trial: 0, attempt: 2, agent: "b", atMs: 60 },
    { kind: "leaseEnded", trial: 1, attempt: 1, why: "stopped", epochs: 3, atMs: 70 },
  ];
  const timeline: Timeline = new Map();
  for (const event of events) evolveTimeline(timeline, event);
  expect([...timeline.values()]).toEqual([
    { trial: 0, attempt: 1, agent: "a", sinceMs: 10, untilMs: 50, ended: "expired" },
    { trial: 1, attempt: 1, agent: "b", sinceMs: 20, untilMs: 70, ended: "stopped" },
    { trial: 0, attempt: 2, agent: "b", sinceMs: 60, untilMs: null, ended: null },
  ]);
});
