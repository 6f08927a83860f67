import { describe, expect, it } from "vitest";
import { exitCodeFor } from "../../../src/cli/exit.ts";
import type { Sweep } from "../../../src/cli/sweep.ts";
import { happeningLines } from "../../../src/cli/view/happenings.ts";
import { paint } from "../../../src/cli/view/line.ts";
import { liveLines } from "../../../src/cli/view/live.ts";
import { bestLines } from "../../../src/cli/view/winner.ts";
import type { ConstraintsShape } from "../../../src/shapes/best.ts";
import type { SweepStateName } from "../../../src/shapes/sweep.ts";
import { sweep } from "../sweeps.ts";

const MET: ConstraintsShape = { feasible: true, violations: [], cost: 0, unconstrained: { trial: 7, value: 0.7312 } };
const MISSED: ConstraintsShape = {
  ...MET,
  feasible: false,
  cost: null,
  violations: [
    { metric: "recall:V", min: 0.8, max: null, value: 0.71, by: 0.09 },
    { metric: "metrics.latencyMs", min: null, max: 20, value: 22.5, by: 2.5 },
  ],
};

const under = (constraints: ConstraintsShape, state: SweepStateName = "completed"): Sweep => {
  const plain = sweep({ state });
  return { ...plain, best: { ...plain.best!, constraints } };
};

const told = (of: Sweep) => bestLines(of).map((line) => paint(line, false));

describe("the best trial under constraints", () => {
  it("is the winner with what they cost", () => {
    const lines = told(under({ ...MET, cost: 0.012, unconstrained: { trial: 3, value: 0.7432 } }));
    expect(lines[0]).toMatch(/^Winner: trial 7 with macro-F1 0.7312/);
    expect(lines).toContain("  It meets the constraints, which cost 0.0120: trial 3 has 0.7432 without them.");
    expect(told(under(MET))).toContain(
      "  It meets the constraints, which cost nothing: no trial that misses them has a better value.",
    );
  });

  it("that only its fresh seeds meet has no cost to tell", () => {
    expect(told(under({ ...MET, cost: null }))).toContain(
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
    expect(told(under(MISSED, "running"))[0]).toMatch(/^Nearest to the constraints so far: trial 7/);
    expect(exitCodeFor(under(MISSED, "running"))).toBe(0);
  });

  it("is shown with what it misses as it comes and in the live view", () => {
    const running = under(MISSED, "running");
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
