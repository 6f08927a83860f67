import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { History, type TrialState } from "../../../src/search/history/history.ts";
import type { RankingView } from "../../../src/search/history/ranking.ts";
import type { Space } from "../../../src/search/space/space.ts";

const space: Space = [{ type: "float", name: "x", min: 0, max: 10, scale: "linear", step: null, when: {} }];

describe("a history", () => {
  it("keeps params, state and curve of every trial", () => {
    const history = open(1);
    history.setState(0, "running");
    history.report(0, 1, 0.5, 0.03);
    history.report(0, 2, 0.6, null);
    const curve = { steps: [1, 2], values: [0.5, 0.6], errors: [0.03, null], violations: [0, 0] };
    expect(history.trials).toEqual([
      { number: 0, params: { x: 0 }, guided: false, replicateOf: null, adopted: false, state: "running", ...curve },
    ]);
  });

  it("keeps a replicate out of every ranking and of what is open", () => {
    const history = open(1);
    const replicate = history.add({ x: 0 }, { replicateOf: 0 });
    history.setState(replicate, "running");
    history.report(replicate, 3, 0.7, null);
    history.setState(replicate, "completed");
    expect(trialsOf(history.ranking(3))).toEqual([]);
    expect([...history.open]).toEqual([0]);
  });

  it("says how much of the budget is spent: of its trials or its epochs, whichever is more", () => {
    const budget = { trials: 4, epochs: 20 };
    const history = new History({ space, direction: "maximize", maxStep: 9, rungs: [], budget });
    history.add({ x: 0 });
    history.add({ x: 1 }, { replicateOf: 0 });
    expect(history.spent).toBe(0.25);
    for (const step of [1, 2, 3, 4, 5, 6]) history.report(1, step, 0.5, null);
    expect(history.spent).toBe(0.3);
    expect(open(1).spent).toBe(0);
  });

  it("drops the points that a newer attempt repeats, at the rungs too", () => {
    const history = open(1);
    for (const step of [1, 2, 3, 4]) history.report(0, step, step / 10, null);
    history.report(0, 2, 0.9, null);
    expect(history.trials[0].steps).toEqual([1, 2]);
    expect(history.trials[0].values).toEqual([0.1, 0.9]);
    expect(trialsOf(history.ranking(1))).toEqual([0]);
    expect(trialsOf(history.ranking(3))).toEqual([]);
  });

  it("ranks the trials at a rung, best first, equal ones by number, and what is not finite last", () => {
    const history = open(5);
    [0.2, Number.NaN, 0.7, 0.2, Number.POSITIVE_INFINITY].forEach((value, trial) => {
      history.report(trial, 3, value, null);
    });
    expect(trialsOf(history.ranking(3))).toEqual([2, 0, 3, 1, 4]);
  });

  it("ranks the trials that meet the constraints first, then the nearest, equal ones by value, and what is not finite last", () => {
    const history = open(6);
    const reports = [
      [0.9, 0.2],
      [0.3, 0],
      [0.5, 0],
      [0.8, 0.1],
      [0.95, 0.2],
      [Number.NaN, 0],
    ] as const;
    reports.forEach(([value, violation], trial) => {
      history.report(trial, 3, value, null, violation);
    });
    const ranking = history.ranking(3);
    expect(trialsOf(ranking)).toEqual([2, 1, 3, 4, 0, 5]);
    expect([0, 1, 2, 3, 4].map((rank) => ranking.violation(rank))).toEqual([0, 0, 0.1, 0.2, 0.2]);
    expect(ranking.countBelow(-0.4)).toBe(1);
    expect(ranking.countBelow(-0.9, 0.2)).toBe(4);
    expect(ranking.countBelow(Number.POSITIVE_INFINITY)).toBe(5);
  });

  it("ranks many equal trials by number, whatever their order of arrival", () => {
    const history = open(20);
    for (let trial = 19; trial >= 0; trial--) history.report(trial, 3, 0.5, null);
    expect(trialsOf(history.ranking(3))).toEqual(Array.from({ length: 20 }, (_, trial) => trial));
  });

  it("ranks the other way round when it minimizes", () => {
    const history = open(3, "minimize");
    [0.2, 0.1, 0.7].forEach((value, trial) => {
      history.report(trial, 3, value, null);
    });
    expect(trialsOf(history.ranking(3))).toEqual([1, 0, 2]);
  });

  it("carries the last value of a completed trial forward, and of no other", () => {
    const history = open(3);
    history.report(0, 1, 0.5, null);
    history.report(1, 2, 0.6, null);
    history.report(2, 1, 0.9, null);
    history.setState(1, "completed");
    history.setState(2, "pruned");
    expect(trialsOf(history.ranking(3))).toEqual([1]);
    expect(trialsOf(history.ranking(9))).toEqual([1]);
    expect(trialsOf(history.ranking(1))).toEqual([2, 0]);
  });

  it("counts failed and cancelled trials at no rung, and preempted ones where they have been", () => {
    const history = open(3);
    for (const trial of [0, 1, 2]) history.report(trial, 1, trial, null);
    history.setState(0, "failed");
    history.setState(1, "cancelled");
    history.setState(2, "preempted");
    expect(trialsOf(history.ranking(1))).toEqual([2]);
  });

  it("takes no report of a completed trial", () => {
    const history = open(1);
    history.setState(0, "completed");
    expect(() => history.report(0, 1, 0.5, null)).toThrow("trial 0 has completed and takes no more reports");
  });

  it("knows which trials are open", () => {
    const history = open(7);
    const states: TrialState[] = ["waiting", "running", "completed", "pruned", "failed", "preempted", "cancelled"];
    states.forEach((state, trial) => {
      history.setState(trial, state);
    });
    expect([...history.open]).toEqual([0, 1]);
  });

  it("knows which params it holds", () => {
    const history = open(2);
    expect([0, 1, 2].map((x) => history.contains({ x }))).toEqual([true, true, false]);
  });

  it("ranks as sorting would, whatever is added and taken away", () => {
    const report = fc.record({
      trial: fc.nat(29),
      step: fc.constantFrom(1, 2, 3, 9),
      value: fc.constantFrom(0, 1, 2, 3),
      violation: fc.constantFrom(0, 0, 1, 2),
    });
    const change = fc.record({
      trial: fc.nat(29),
      state: fc.constantFrom<TrialState>("running", "pruned", "failed", "completed"),
    });
    const look = fc.constant("look");
    fc.assert(
      fc.property(fc.array(fc.oneof(report, report, change, look), { maxLength: 200 }), (actions) => {
        const history = open(30);
        for (const action of actions) {
          if (typeof action === "string") history.ranking(3).countBelow(0);
          else if ("state" in action) history.setState(action.trial, action.state);
          else if (history.trials[action.trial].state !== "completed")
            history.report(action.trial, action.step, action.value, null, action.violation);
        }
        for (const rung of [1, 3, 9]) expect(trialsOf(history.ranking(rung))).toEqual(sortedAt(history, rung));
      }),
    );
  });
});

function open(trials: number, direction: "maximize" | "minimize" = "maximize"): History {
  const history = new History({ space, direction, maxStep: 9, rungs: [1, 3] });
  for (let x = 0; x < trials; x++) history.add({ x });
  return history;
}

function trialsOf(ranking: RankingView): number[] {
  return Array.from({ length: ranking.size }, (_, rank) => ranking.trial(rank));
}

// The definition in the words of the documentation, without any index.
function sortedAt(history: History, rung: number): number[] {
  const standing = history.trials.flatMap(({ number, state, steps, values, violations }) => {
    const carried = state === "completed" && steps.length > 0 && rung > steps[steps.length - 1];
    const index = carried ? steps.length - 1 : steps.indexOf(rung);
    return index < 0 || state === "failed" || state === "cancelled"
      ? []
      : [{ number, value: values[index], violation: violations[index] }];
  });
  return standing
    .sort((a, b) => a.violation - b.violation || b.value - a.value || a.number - b.number)
    .map(({ number }) => number);
}
