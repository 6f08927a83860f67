import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { EVENT_FORMAT, type Event } from "../../src/controller/core/events.ts";
import { evolve } from "../../src/controller/core/evolve.ts";
import type { Sweep, Trial } from "../../src/controller/core/state.ts";
import { goldenView } from "./goldenView.ts";

// A journal as this format has been written, and the sweep that it makes. It is never regenerated to fit a change: a program that cannot read
// it any more has broken every journal that is out there. CONTRIBUTING.md says what to do instead.

interface Golden {
  readonly format: number;
  readonly events: Event[];
  readonly view: object;
}

function read(name: string): Golden {
  return JSON.parse(readFileSync(join(import.meta.dirname, name), "utf8"));
}

const search = read("golden.json");
const confirmation = read("golden.confirm.json");
const changed = read("golden.changed.json");
const adopted = read("golden.adopted.json");
const leaving = read("golden.leaving.json");
const unheard = read("golden.unheard.json");
const led = read("golden.led.json");

// The compiler asks for a line here when a kind is added.
const KINDS = {
  sweepCreated: true,
  sweepPaused: true,
  sweepResumed: true,
  sweepEnded: true,
  leaderChanged: true,
  sweepChanged: true,
  sweepReopened: true,
  trialRetried: true,
  trialAdopted: true,
  searchExhausted: true,
  trialSuggested: true,
  leaseGranted: true,
  leaseEnded: true,
  reportRecorded: true,
  testRecorded: true,
  trialEnded: true,
  trialRequeued: true,
  trainerGone: true,
  chargeCorrected: true,
  confirmationStarted: true,
  finalistDropped: true,
  confirmationEnded: true,
} satisfies Record<Event["kind"], true>;

it("holds every kind of event", () => {
  const events = [search, confirmation, changed, adopted, leaving, unheard, led].flatMap((golden) => golden.events);
  expect(new Set(events.map(({ kind }) => kind))).toEqual(new Set(Object.keys(KINDS)));
});

describe.each([
  ["a search", search, 0],
  ["a confirmation", confirmation, -1],
  ["a sweep that was edited, tried again and went on", changed, 0],
  ["a sweep that counts trials of an earlier one", adopted, 0],
  ["trainers that outlast their leases", leaving, 1],
  ["an agent that was not heard of and came back", unheard, 0],
  ["controllers that took over from each other", led, 0],
])("the journal of %s", (_, golden, explained) => {
  it("is of the format that is written now", () => {
    expect(golden.format).toBe(EVENT_FORMAT);
  });

  it("replays to the sweep that it made when it was written", () => {
    const sweep = golden.events.reduce<Sweep | null>(evolve, null) as Sweep;
    const view = goldenView(sweep, sweep.trials.at(explained) as Trial);
    // Views may say more than they did; and what statistics make of the facts may change.
    expect(JSON.parse(JSON.stringify(view))).toMatchObject(golden.view);
  });
});
