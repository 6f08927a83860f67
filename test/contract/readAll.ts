import type { Event } from "../../src/controller/core/events.ts";
import type { Journal } from "../../src/controller/journal/journal.ts";

/** Every event of a sweep above `afterSeq`. */
export async function readAll(journal: Journal, sweep: string, afterSeq = 0): Promise<Event[]> {
  const events: Event[] = [];
  for await (const chunk of journal.read(sweep, afterSeq)) events.push(...chunk);
  return events;
}
