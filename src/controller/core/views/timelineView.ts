import type { AttemptSpan } from "../../../shapes/timeline.ts";
import type { Event } from "../events.ts";

/** What events say of who trained what, and when: attempts by trial and number, in the order in which they began. */
export type Timeline = Map<string, AttemptSpan>;

/** Takes an event into a timeline, in place. */
export function evolveTimeline(timeline: Timeline, event: Event): void {
  if (event.kind === "leaseGranted") {
    const { trial, attempt, agent, atMs } = event;
    timeline.set(`${trial}/${attempt}`, { trial, attempt, agent, sinceMs: atMs, untilMs: null, ended: null });
  }
  if (event.kind === "leaseEnded") {
    const { trial, attempt, why, atMs } = event;
    const span = timeline.get(`${trial}/${attempt}`);
    if (span !== undefined) timeline.set(`${trial}/${attempt}`, { ...span, untilMs: atMs, ended: why });
  }
}
