import { describe, expect, it } from "vitest";
import type { Event } from "../../../src/controller/core/events.ts";
import { created, document, ended, finish, given, reported, running } from "./given.ts";

/** All three epochs of a trial; `error`: their standard error. */
function curve(trial: number, value: number, error: number | null = null): Event[] {
  return [1, 2, 3].map((step) => ({ ...reported(trial, step, value), error }) as Event);
}

function sweep(objective: object, spec: object = {}): Event {
  const metric = { metric: "metrics.loss", direction: "maximize" };
  return created(document({}, { objective: { ...metric, ...objective }, ...spec }));
}

describe("a goal", () => {
  it("ends the search, and what runs, when the best trial surely reaches it", () =>
    given(sweep({ goal: 0.9 }), running(0, 1), curve(0, 0.95))
      .when(finish(0, 4))
      .then(
        { kind: "leaseEnded", trial: 0 },
        { kind: "trialEnded", trial: 0, state: "completed" },
        { kind: "leaseEnded", trial: 1, why: "stopped" },
        { kind: "trialEnded", trial: 1, state: "cancelled", reason: "the goal is reached" },
        {
          kind: "sweepEnded",
          state: "completed",
          reason: "the goal of 0.9 is reached (trial 0: 0.9500, surely at least 0.9500)",
        },
      ));

  it("is not reached by a value whose interval reaches below it", () =>
    given(sweep({ metric: "macroF1", goal: 0.9 }), running(0, 1), curve(0, 0.95, 0.05))
      .when(finish(0, 4))
      .then({ kind: "leaseEnded" }, { kind: "trialEnded", state: "completed" }));

  it("is reached where the ends that a report has of its own are past it", () => {
    const surely = curve(0, 0.95, 0.05).map((event) => ({ ...event, ends: [0.91, 0.97] }) as Event);
    given(sweep({ metric: "macroF1", goal: 0.9 }), running(0, 1), surely)
      .when(finish(0, 4))
      .then(
        { kind: "leaseEnded" },
        { kind: "trialEnded" },
        { kind: "leaseEnded", trial: 1 },
        { kind: "trialEnded", trial: 1 },
        {
          kind: "sweepEnded",
          reason: "the goal of 0.9 is reached (trial 0: 0.9500, surely at least 0.9100)",
        },
      );
  });

  it("is not reached by the luckiest of many whose values spread by noise alone", () => {
    const values = [0.86, 0.9, 0.84, 0.88, 0.93, 0.85];
    const others = values.flatMap((value, trial) => [...running(trial), ...curve(trial, value, 0.03), ...ended(trial)]);
    // By its own interval, 0.99 ± 0.06, it would be.
    given(sweep({ metric: "macroF1", goal: 0.925 }), others, running(6, 7), curve(6, 0.99, 0.03))
      .when(finish(6, 4))
      .then({ kind: "leaseEnded" }, { kind: "trialEnded", state: "completed" });
  });

  it("is below where the objective is minimized", () =>
    given(sweep({ direction: "minimize", goal: 0.1 }), running(0), curve(0, 0.05))
      .when(finish(0, 4))
      .then({ kind: "leaseEnded" }, { kind: "trialEnded" }, { kind: "sweepEnded", state: "completed" }));

  it("hands over to the confirmation where there is one", () =>
    given(sweep({ goal: 0.9 }, { confirm: { top: 2, seeds: 2 } }), running(0), curve(0, 0.95))
      .when(finish(0, 4))
      .then({ kind: "leaseEnded" }, { kind: "trialEnded" }, { kind: "confirmationStarted", finalists: [0] }));

  it("must be one that the metric can reach", () => {
    const goal = (objective: object) => () => document({}, { objective });
    expect(goal({ metric: "macroF1", goal: 95 })).toThrow(
      "spec.objective.goal: 95 must be a finite number that macroF1 can reach: it lies in [0, 1]",
    );
    expect(goal({ metric: "metrics.loss", goal: "low" })).toThrow('spec.objective.goal: "low" must be a finite number');
  });
});

describe("the failures that a sweep bears", () => {
  const bears = created(document({ maxFailed: 1 }));

  it("may be reached", () =>
    given(bears, running(0, 1), curve(0, 0.5))
      .when(finish(1, 1, "failed", "no memory"))
      .then({ kind: "leaseEnded" }, { kind: "trialEnded", state: "failed" }));

  it("may not be passed", () =>
    given(bears, running(0, 1, 2), curve(0, 0.5), ended(0), ended(1, "failed"))
      .when(finish(2, 1, "failed", "no memory"))
      .then(
        { kind: "leaseEnded" },
        { kind: "trialEnded", state: "failed" },
        {
          kind: "sweepEnded",
          state: "failed",
          reason: "2 trials have failed, more than spec.budget.maxFailed (1); the last: no memory",
        },
      ));
});
