import { describe, expect, it } from "vitest";
import type { Event } from "../../../src/controller/core/events.ts";
import { evolve } from "../../../src/controller/core/evolve.ts";
import type { Sweep } from "../../../src/controller/core/state.ts";
import { viewSweep } from "../../../src/controller/core/views/sweepView.ts";
import { created, document, ended, given, leased, reported, running, suggested } from "./given.ts";

describe("the best trial", () => {
  it("is the one with the best last third of its epochs, not the one with a lucky last epoch; its value is the last one", () => {
    const lucky = [0.5, 0.5, 0.5, 0.5, 0.5, 0.9];
    const steady = [0.1, 0.2, 0.3, 0.5, 0.8, 0.8];
    expect(bestOf(lucky, steady)).toMatchObject({ trial: 1, value: 0.8, step: 6 });
    expect(bestOf(steady, lucky)).toMatchObject({ trial: 0, value: 0.8, step: 6 });
  });

  it("is the earliest of equals", () => {
    expect(bestOf([0.1, 0.5], [0.4, 0.5])).toMatchObject({ trial: 0 });
  });

  it("is a completed one with the best last value, not one with a luckier epoch", () => {
    const { sweep } = given(
      running(0, 1, 2),
      reported(0, 1, 0.9),
      reported(0, 2, 0.5),
      ended(0),
      reported(1, 1, 0.6),
      ended(1),
      reported(2, 1, 0.99),
      ended(2, "failed"),
    );
    expect(viewSweep(sweep as Sweep, 0).best).toMatchObject({ trial: 1, value: 0.6, step: 1, interval: null });
  });

  it("is the lowest where the objective is minimized", () => {
    const loss = document({}, { objective: { metric: "metrics.loss", direction: "minimize" } });
    const { sweep } = given(created(loss), running(0, 1), reported(0, 1, 0.9), ended(0), reported(1, 1, 0.6), ended(1));
    expect(viewSweep(sweep as Sweep, 0).best?.trial).toBe(1);
  });
});

function bestOf(...curves: number[][]) {
  const epochsPerTrial = Math.max(...curves.map(({ length }) => length));
  const events: Event[] = [created(document({ trials: 2, parallel: 1, epochsPerTrial }))];
  curves.forEach((curve, trial) => {
    events.push(suggested(trial), leased(trial));
    curve.forEach((value, index) => {
      events.push(reported(trial, index + 1, value));
    });
    events.push(...ended(trial));
  });
  const sweep = events.reduce<Sweep | null>(evolve, null);
  return viewSweep(sweep!, 0).best;
}
