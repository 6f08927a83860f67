import { describe, expect, it } from "vitest";
import { exitCodeFor } from "../../../src/cli/exit.ts";
import type { Sweep } from "../../../src/cli/sweep.ts";
import { happeningLines } from "../../../src/cli/view/happenings.ts";
import { paint } from "../../../src/cli/view/line.ts";
import { liveLines } from "../../../src/cli/view/live.ts";
import { bestLines } from "../../../src/cli/view/winner.ts";
import { type Constraints, SweepState } from "../../../src/gen/macrosweep/v1/sweep.ts";
import { sweep } from "../wire.ts";

const MET: Constraints = { feasible: true, violations: [], cost: 0, unconstrainedTrial: 7, unconstrainedValue: 0.7312 };
const MISSED: Constraints = {
  ...MET,
  feasible: false,
  cost: undefined,
  violations: [
    { metric: "recall:V", bound: { $case: "min", min: 0.8 }, value: 0.71, by: 0.09 },
    { metric: "metrics.latencyMs", bound: { $case: "max", max: 20 }, value: 22.5, by: 2.5 },
  ],
};

const under = (constraints: Constraints, state: SweepState = SweepState.COMPLETED): Sweep => {
  const plain = sweep({ state });
  return { ...plain, best: { ...plain.best!, constraints } };
};

const told = (of: Sweep) => bestLines(of).map((line) => paint(line, false));

describe("the best trial under constraints", () => {
  it("is the winner with what they cost", () => {
    const lines = told(under({ ...MET, cost: 0.012, unconstrainedTrial: 3, unconstrainedValue: 0.7432 }));
    expect(lines[0]).toMatch(/^Winner: trial 7 with macro-F1 0.7312/);
    expect(lines).toContain("  It meets the constraints, which cost 0.0120: trial 3 has 0.7432 without them.");
    expect(told(under(MET))).toContain(
      "  It meets the constraints, which cost nothing: no trial that misses them has a better value.",
    );
  });

  it("that only its fresh seeds meet has no cost to tell", () => {
    expect(told(under({ ...MET, cost: undefined }))).toContain(
      "  It meets the constraints on average over its seeds; no single run of the search did.",
    );
  });

  it("is no winner when it misses them, and the command does not look like success", () => {
    const lines = told(under(MISSED));
    expect(lines[0]).toMatch(/^No trial satisfies the constraints; nearest: trial 7 with macro-F1 0.7312/);
    expect(lines).toContain("  recall:V 0.7100 is below 0.8 by 0.0900");
    expect(lines).toContain("  metrics.latencyMs 22.5 is above 20 by 2.5000");
    expect(exitCodeFor(under(MISSED))).toBe(1);
    expect(exitCodeFor(under(MET))).toBe(0);
  });

  it("is the nearest so far while the sweep runs, which is no failure yet", () => {
    expect(told(under(MISSED, SweepState.RUNNING))[0]).toMatch(/^Nearest to the constraints so far: trial 7/);
    expect(exitCodeFor(under(MISSED, SweepState.RUNNING))).toBe(0);
  });

  it("is shown with what it misses as it comes and in the live view", () => {
    const running = under(MISSED, SweepState.RUNNING);
    const news = happeningLines({ sweep: running, happenings: [], running: [] }, undefined).map((line) =>
      paint(line, false),
    );
    expect(news[0]).toContain("0.7312; recall:V 0.7100 is below 0.8 by 0.0900; metrics.latencyMs");
    const live = liveLines({ sweep: running, running: [], elapsedMs: 0, left: null }, 80).map((line) =>
      paint(line, false),
    );
    expect(live).toContain("        recall:V 0.7100 is below 0.8 by 0.0900");
  });
});
