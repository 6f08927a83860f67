import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { EVENT_FORMAT, type Event } from "../../src/controller/core/events.ts";
import { evolve } from "../../src/controller/core/evolve.ts";
import type { Sweep } from "../../src/controller/core/state.ts";
import { viewSweep } from "../../src/controller/core/views/sweepView.ts";
import { viewTrial } from "../../src/controller/core/views/trialView.ts";
import { stream } from "../../src/search/chance/stream.ts";
import { suggestNow } from "../../src/search/samplers/index.ts";

// A journal of a sweep with constraints and a warm start, as this format has been written; see golden.test.ts.

const golden: { format: number; events: Event[] } = JSON.parse(
  readFileSync(join(import.meta.dirname, "golden.constrained.json"), "utf8"),
);
const replayed = (events = golden.events) => events.reduce<Sweep | null>(evolve, null) as Sweep;

it("is of the format that is written now", () => {
  expect(golden.format).toBe(EVENT_FORMAT);
});

it("replays to the winner that meets the constraints, with what they cost", () => {
  expect(viewSweep(replayed(), 0).best).toMatchObject({
    trial: 1,
    value: 0.7918096545412949,
    constraints: {
      feasible: true,
      violations: [],
      cost: 0.8045189134298045 - 0.7918096545412949,
      unconstrained: { trial: 0, value: 0.8045189134298045 },
    },
  });
  const { trials } = replayed();
  expect(trials.map((trial) => viewTrial(replayed(), trial).violation)).toEqual([2.1, 0, 0.20000000000000007]);
});

it("needs no other sweep to go on with what was taken from it", () => {
  const { sampler, history } = replayed(golden.events.slice(0, -5));
  expect(history.trials).toHaveLength(3);
  const first = replayed(golden.events.slice(0, 1));
  expect(suggestNow(first.sampler, first.history, stream(3, 0))).toMatchObject({
    params: { x: 4 },
    why: expect.stringMatching(/^from trial 12 of sweep monday/),
  });
  // Both have had their turn.
  expect(suggestNow(sampler, history, stream(3, 3))).toMatchObject({ why: "grid point 2" });
});
