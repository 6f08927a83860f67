import { expect } from "vitest";
import type { Event } from "../../src/controller/core/events.ts";

type Of<Kind extends Event["kind"]> = Extract<Event, { kind: Kind }>;

/** The events of one kind, in order. */
export function those<Kind extends Event["kind"]>(events: readonly Event[], kind: Kind): Of<Kind>[] {
  return events.filter((event): event is Of<Kind> => event.kind === kind);
}

/** Names a report for comparison: which trial, attempt and epoch. */
export function reportsOf(events: readonly Event[]): string[] {
  return those(events, "reportRecorded")
    .map(({ trial, attempt, step }) => `${trial}/${attempt}/${step}`)
    .sort();
}

/**
 * Checks in the journal of an ended sweep what is promised whatever happens: the sweep has ended once and as its last event, each trial has one
 * outcome and from its newest attempt, a report counts once, only the newest attempt is heard, no more trials than the budget allows run at
 * a time, and nothing is left running.
 */
export function expectPromisesKept(events: readonly Event[]): void {
  expect(those(events, "sweepEnded")).toEqual([events.at(-1)]);
  const trials = those(events, "trialSuggested").map(({ trial }) => trial);
  const ended = those(events, "trialEnded").map(({ trial }) => trial);
  expect(ended.toSorted((a, b) => a - b)).toEqual(trials);

  const messages = events.filter((event) => event.kind === "reportRecorded" || event.kind === "testRecorded");
  const seqs = messages.map(({ trial, attempt, seq }) => `${trial}/${attempt}/${seq}`);
  expect(seqs).toEqual([...new Set(seqs)]);

  const { budget } = those(events, "sweepCreated")[0]!.spec;
  const newest = new Map<number, number>();
  const running = new Set<number>();
  for (const event of events) {
    if (event.kind === "leaseGranted") {
      expect(event.attempt).toBe((newest.get(event.trial) ?? 0) + 1);
      expect(running).not.toContain(event.trial);
      newest.set(event.trial, event.attempt);
      running.add(event.trial);
      expect(running.size).toBeLessThanOrEqual(budget.parallel);
    }
    if (event.kind === "reportRecorded" || event.kind === "testRecorded" || event.kind === "leaseEnded") {
      expect(running).toContain(event.trial);
      expect(event.attempt).toBe(newest.get(event.trial));
    }
    if (event.kind === "leaseEnded") running.delete(event.trial);
    if (event.kind === "trialEnded") expect(running).not.toContain(event.trial);
  }
  expect(running.size).toBe(0);
  const searched = those(events, "trialSuggested").filter(({ replicate }) => replicate === undefined);
  expect(searched.length).toBeLessThanOrEqual(budget.trials);
}
