import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { EVENT_FORMAT, type Event } from "../../src/controller/core/events.ts";
import { evolve } from "../../src/controller/core/evolve.ts";
import type { Sweep, Trial } from "../../src/controller/core/state.ts";
import { explain, viewSweep, viewTrial } from "../../src/controller/core/views.ts";

// A journal as this format has been written, and the sweep that it makes. It is never regenerated to fit a change: a program that cannot read
// it any more has broken every journal that is out there. CONTRIBUTING.md says what to do instead.

const golden: { format: number; events: Event[]; view: unknown } = JSON.parse(
  readFileSync(join(import.meta.dirname, "golden.json"), "utf8"),
);

// The compiler asks for a line here when a kind is added.
const KINDS = {
  sweepCreated: true,
  sweepPaused: true,
  sweepResumed: true,
  sweepEnded: true,
  searchExhausted: true,
  trialSuggested: true,
  leaseGranted: true,
  leaseEnded: true,
  reportRecorded: true,
  testRecorded: true,
  trialEnded: true,
  trialRequeued: true,
} satisfies Record<Event["kind"], true>;

it("is of the format that is written now", () => {
  expect(golden.format).toBe(EVENT_FORMAT);
});

it("holds every kind of event", () => {
  expect(new Set(golden.events.map(({ kind }) => kind))).toEqual(new Set(Object.keys(KINDS)));
});

it("replays to the sweep that it made when it was written", () => {
  const sweep = golden.events.reduce<Sweep | null>(evolve, null) as Sweep;
  const trials = sweep.trials.map((trial) => viewTrial(sweep, trial));
  const view = { sweep: viewSweep(sweep, 0), trials, explained: explain(sweep, sweep.trials[0] as Trial) };
  expect(JSON.parse(JSON.stringify(view))).toEqual(golden.view);
});
