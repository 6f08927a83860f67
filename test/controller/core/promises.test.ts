import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Command } from "../../../src/controller/core/commands.ts";
import type { Event } from "../../../src/controller/core/events.ts";
import { evolve } from "../../../src/controller/core/evolve.ts";
import { execute } from "../../../src/controller/core/execute.ts";
import { wantsSlot } from "../../../src/controller/core/nextWork.ts";
import { isOver, type Sweep } from "../../../src/controller/core/state.ts";
import { viewSweep } from "../../../src/controller/core/views/sweepView.ts";
import { viewTrial } from "../../../src/controller/core/views/trialView.ts";
import { document } from "./given.ts";

// Random commands, many of them late, repeated or out of order, against the promises of the design's section 3.

const budget = { trials: 6, parallel: 3, epochsPerTrial: 3, totalEpochs: 14, wallTime: "60s" };

// Two finalists and the baseline with three seeds each take 9 of the epochs. A short search, so that many of the random commands fall behind it.
const confirmed = {
  budget: { ...budget, trials: 3, epochsPerTrial: 1, totalEpochs: 14 },
  spec: { confirm: { top: 2, seeds: 3 }, baseline: { params: { x: 0.5 } } },
};

// Most commands are about a trial that runs; the others hit one that is over, or none.
const aimed = fc.record({
  live: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
  index: fc.nat(11),
});

/** Counts back from the newest. */
const mostlyNewest = fc.oneof(
  { weight: 6, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 2 }) },
);

const move = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("lease" as const), saysGone: fc.boolean() }) },
  {
    weight: 12,
    arbitrary: fc.record({
      kind: fc.constant("report" as const),
      trial: aimed,
      attempt: mostlyNewest,
      // 0: the message that is due; others: said before, or too early.
      off: fc.oneof(
        { weight: 6, arbitrary: fc.constant(0) },
        { weight: 1, arbitrary: fc.integer({ min: -2, max: 2 }) },
      ),
      value: fc.oneof(
        { weight: 8, arbitrary: fc.double({ min: 0, max: 1, noNaN: true }) },
        { weight: 1, arbitrary: fc.constant(Number.NaN) },
      ),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("finish" as const),
      trial: aimed,
      attempt: mostlyNewest,
      outcome: fc.oneof(
        { weight: 6, arbitrary: fc.constant("completed" as const) },
        { weight: 1, arbitrary: fc.constantFrom("failed" as const, "preempted" as const) },
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("expire" as const),
      trial: aimed,
      attempt: mostlyNewest,
      why: fc.constantFrom("expired" as const, "undelivered" as const),
      lingers: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("gone" as const),
      trial: aimed,
      attempt: fc.constant(0),
      epochs: fc.option(fc.nat(5)),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom({ kind: "pause" as const }, { kind: "resume" as const }, { kind: "tick" as const }),
  },
);

type Move = typeof move extends fc.Arbitrary<infer M> ? M : never;

/** `attempt` of a move counts back from the newest, so that most moves hit a live lease. */
function commandOf(sweep: Sweep, move: Move, nowMs: number): Command {
  if (move.kind === "lease") return { kind: "lease", agent: "a", saysGone: move.saysGone, nowMs };
  if (move.kind === "pause" || move.kind === "resume" || move.kind === "tick") return { kind: move.kind, nowMs };
  const running = [...sweep.leases.keys()];
  const trial = (move.trial.live ? running[move.trial.index % running.length] : undefined) ?? move.trial.index;
  const newest = sweep.trials[trial]?.attempts.length ?? 0;
  const attempt = newest - move.attempt;
  const held = sweep.leases.get(trial);
  const seq = (held?.seq ?? 0) + 1;
  if (move.kind === "expire") return { kind: "expire", trial, attempt, why: move.why, lingers: move.lingers, nowMs };
  if (move.kind === "gone") {
    const { leaving } = sweep;
    const left = move.trial.live ? leaving[move.trial.index % leaving.length] : undefined;
    return { kind: "gone", trial, attempt, ...left, epochs: move.epochs, nowMs };
  }
  if (move.kind === "finish")
    return { kind: "finish", trial, attempt, finish: { seq, outcome: move.outcome, reason: "" }, nowMs };
  const step = (held?.step ?? 0) + 1 + move.off;
  const report = { seq: seq + move.off, step, counts: null, classes: [], scalars: {}, value: move.value, test: false };
  return { kind: "report", trial, attempt, report, nowMs };
}

interface Run {
  readonly sweep: Sweep;
  readonly events: readonly Event[];
}

describe.each([
  ["alone", { budget, spec: {} }],
  ["with a confirmation", confirmed],
])("a search %s", (_, { budget, spec: more }) => {
  /** Plays the moves; `check` sees the sweep after each command with the events of that command. */
  function play(
    moves: readonly Move[],
    check: (before: string, sweep: Sweep, command: Command, events: readonly Event[]) => void,
  ): Run {
    const spec = document(budget, more);
    let { sweep, events } = execute(null, { kind: "create", spec, nowMs: 0 }) as Run;
    let nowMs = 0;
    for (const move of moves) {
      nowMs += 500;
      const before = picture(sweep);
      const command = commandOf(sweep, move, nowMs);
      const done = tried(sweep, command);
      events = [...events, ...done];
      check(before, sweep, command, done);
    }
    return { sweep, events };
  }

  function tried(sweep: Sweep, command: Command): readonly Event[] {
    try {
      return execute(sweep, command).events;
    } catch (error) {
      expect(String(error)).toContain("has ended");
      return [];
    }
  }

  /** All of a sweep that can be seen, as text. */
  function picture(sweep: Sweep): string {
    const trials = sweep.trials.map((trial) => viewTrial(sweep, trial));
    const { leases, leaving, unheard, waiting, epochsCharged, epochsRun, seq } = sweep;
    const sums = [epochsCharged, epochsRun, seq];
    return JSON.stringify([viewSweep(sweep, 0), trials, [...leases.values()], leaving, waiting, sums, unheard.length]);
  }

  // Without a size most would be too short to come to any end.
  const moves = fc.array(move, { maxLength: 80, size: "max" });

  it("never exceeds the budget, whatever comes", () => {
    fc.assert(
      fc.property(moves, (played) => {
        play(played, (_before, { leases, leaving, trials, epochsCharged, epochsRun }) => {
          expect(leases.size + leaving.length).toBeLessThanOrEqual(budget.parallel);
          expect(trials.filter(({ replicate }) => replicate === 0).length).toBeLessThanOrEqual(budget.trials);
          const untilGone = leaving.reduce((sum, { epochs }) => sum + budget.epochsPerTrial - epochs, 0);
          const reserved = leases.size * budget.epochsPerTrial + untilGone;
          expect(epochsCharged + reserved).toBeLessThanOrEqual(budget.totalEpochs);
          expect(epochsRun).toBeLessThanOrEqual(budget.totalEpochs);
        });
      }),
    );
  });

  it("gives each trial one outcome at most, and counts every trial in one state", () => {
    fc.assert(
      fc.property(moves, (played) => {
        const { sweep, events } = play(played, (_before, { byState, trials }) => {
          expect(Object.values(byState).reduce((a, b) => a + b)).toBe(trials.length);
        });
        const outcomes = events
          .filter(({ kind }) => kind === "trialEnded")
          .map((event) => "trial" in event && event.trial);
        expect(new Set(outcomes).size).toBe(outcomes.length);
        expect(sweep.waiting.length).toBe(sweep.byState.waiting);
        expect(sweep.leases.size).toBe(sweep.byState.running);
      }),
    );
  });

  it("lets a stale attempt change nothing but what it is charged", () => {
    fc.assert(
      fc.property(moves, (played) => {
        play(played, (before, sweep, command, events) => {
          const stale =
            "attempt" in command && !before.includes(`"trial":${command.trial},"attempt":${command.attempt},"agent"`);
          expect(stale && events.some(({ kind }) => kind !== "chargeCorrected")).toBe(false);
          expect(events.length > 0 || picture(sweep) === before).toBe(true);
        });
      }),
    );
  });

  it("becomes the same sweep, bit for bit, when its events are replayed from JSON", () => {
    fc.assert(
      fc.property(moves, (played) => {
        const { sweep, events } = play(played, () => {});
        const stored: Event[] = JSON.parse(JSON.stringify(events));
        expect(picture(stored.reduce<Sweep | null>(evolve, null) as Sweep)).toBe(picture(sweep));
      }),
    );
  });

  it("ends every sweep whose agents keep coming, however often they are lost", () => {
    fc.assert(
      fc.property(moves, fc.array(fc.boolean(), { minLength: 200, maxLength: 200 }), (played, losses) => {
        const { sweep } = play(played, () => {});
        tried(sweep, { kind: "resume", nowMs: 50_000 });
        // Within the wall time: nothing but the work itself ends the sweep.
        for (const lost of losses) {
          while (wantsSlot(sweep)) tried(sweep, { kind: "lease", agent: "b", nowMs: 50_000 });
          for (const { trial, attempt, seq } of [...sweep.leases.values()]) {
            const end: Command = lost
              ? { kind: "expire", trial, attempt, why: "undelivered", nowMs: 50_000 }
              : {
                  kind: "finish",
                  trial,
                  attempt,
                  finish: { seq: seq + 1, outcome: "completed", reason: "" },
                  nowMs: 50_000,
                };
            tried(sweep, end);
          }
          for (const { trial, attempt } of [...sweep.leaving]) {
            tried(sweep, { kind: "gone", trial, attempt, epochs: null, nowMs: 50_000 });
          }
        }
        expect(isOver(sweep)).toBe(true);
      }),
    );
  });
});
