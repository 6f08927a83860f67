import { describe, expect, it } from "vitest";
import { prepareNight, type Standing } from "../../../src/controller/nights/prepareNight.ts";
import type { SweepDetail } from "../../../src/shapes/sweep.ts";

const objective = { metric: "macroF1", direction: "maximize" } as const;
const standing: Standing = { objective, learnFrom: 2, trials: 10, production: { x: 0.5 }, budget: 6 };

function earlier(sweep: string, more: Partial<SweepDetail> = {}): SweepDetail {
  const labels = { "macrosweep.dev/series": "beats" };
  return { sweep, labels, state: "completed", objective, best: {}, ...more } as unknown as SweepDetail;
}

function specOf(spec: object, of: Standing, sweeps: readonly SweepDetail[] = []): unknown {
  const night = { series: "beats", name: "beats-3", document: { kind: "Sweep", spec } };
  return (prepareNight(night, of, sweeps) as { spec: unknown }).spec;
}

describe("a night", () => {
  it("learns from the last nights of its series that found something for the same objective, the newest first", () => {
    const minimize = { metric: "macroF1", direction: "minimize" } as const;
    const sweeps = [
      earlier("oldest"),
      earlier("older", { state: "cancelled" }),
      earlier("newer"),
      earlier("empty", { best: null, state: "failed" }),
      earlier("other", { labels: {} }),
      earlier("loss", { objective: minimize }),
      earlier("running", { state: "running" }),
    ];
    expect(specOf({}, standing, sweeps)).toMatchObject({ warmStart: { from: ["newer", "older"], trials: 10 } });
    expect(specOf({}, { ...standing, learnFrom: 0 }, sweeps)).not.toHaveProperty("warmStart");
    expect(specOf({}, standing)).not.toHaveProperty("warmStart");
  });

  it("takes the template's own warmStart where it has one", () => {
    const warmStart = { from: ["monday"] };
    expect(specOf({ warmStart }, standing, [earlier("newer")])).toMatchObject({ warmStart });
  });

  it("tries first what is in production, and once", () => {
    expect(specOf({}, standing)).toEqual({ enqueue: [{ x: 0.5 }] });
    expect(specOf({ enqueue: [{ x: 1 }] }, standing)).toEqual({ enqueue: [{ x: 0.5 }, { x: 1 }] });
    expect(specOf({ enqueue: [{ x: 1 }, { x: 0.5 }] }, standing)).toEqual({ enqueue: [{ x: 1 }, { x: 0.5 }] });
    expect(specOf({}, { ...standing, production: null })).toEqual({});
  });

  it("does not ask for more trials than its budget has", () => {
    expect(specOf({ enqueue: [{ x: 1 }] }, { ...standing, budget: 1 })).toEqual({ enqueue: [{ x: 1 }] });
  });

  it("has nothing of what is about the series", () => {
    expect(specOf({ nights: {}, schedule: {}, budget: {} }, { ...standing, production: null })).toEqual({ budget: {} });
  });
});
