import type { Event } from "../core/events.ts";

/** Whether an event is about this trial. */
export function isAbout(event: Event, trial: number): boolean {
  return "trial" in event && event.trial === trial;
}

/** Whether there may be such an event among those of a JSON text. */
export function mayBeAbout(json: string, trial: number): boolean {
  return json.includes(`"trial":${trial},`) || json.includes(`"trial":${trial}}`);
}
